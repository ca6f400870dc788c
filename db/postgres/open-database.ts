import { join } from 'node:path';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { describeError, ParleyError } from '../../src/lib/errors.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { quietLogger } from './quiet-logger.ts';

/** One connection, or the pool of them. */
export interface OpenDatabase {
  readonly db: NodePgDatabase;
}

/** Any number that no other program takes in this database. */
const MIGRATION_LOCK = 7_018_201;
/** Beyond this a webhook is better told to come again than kept waiting. */
const CONNECT_TIMEOUT = 3_000;
/** A connection that was cut half-open says nothing for ever. */
const ANSWER_TIMEOUT = 5_000;
const POOL_SIZE = 16;

/**
 * Connects, and brings the database up to date. Any number of processes may do so at once.
 * @throws ParleyError when the database cannot be reached or brought up to date.
 */
export async function openPool(url: string): Promise<pg.Pool> {
  await migrateDatabase(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    query_timeout: ANSWER_TIMEOUT,
    keepAlive: true,
    // Statements that need nothing of each other are sent at once, and cost one round trip.
    pipeline: true,
    application_name: 'parley',
  });
  // A connection that breaks while nobody uses it is replaced by the next one; unheard, its error would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));
  return pool;
}

/** The error of a database that cannot be reached or used. */
export function cannotUse(url: string, cause: unknown): ParleyError {
  return new ParleyError({
    code: 'bad_database',
    message: `The database ${placeOf(url)} cannot be used: ${describeError(cause)}.`,
    fix: 'Check DATABASE_URL, that Postgres runs, and that its user may create tables in that database.',
    cause,
  });
}

/** The address without who and what opens it. */
function placeOf(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return 'of DATABASE_URL';
  }
}

async function migrateDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT, application_name: 'parley' });
  client.on('error', () => {});
  try {
    await client.connect();
    // The migrator takes no lock of its own, and processes that start together would fall over each other.
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query('SET client_min_messages = warning');
    await runMigrations({ connectionString: url, logger: quietLogger });
    await migrate(drizzle(client), { migrationsFolder: join(projectRoot(), 'db/postgres/migrations') });
  } catch (error) {
    throw error instanceof ParleyError ? error : cannotUse(url, error);
  } finally {
    await client.end().catch(() => {});
  }
}
