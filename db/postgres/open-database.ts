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
/**
 * What the server gives up by itself, in milliseconds: before we do, so that it says so, and where a process was cut off in the
 * middle of a transaction, so that its locks go before it is taken for dead.
 */
const SERVER_TIMEOUTS = { lock_timeout: 3_000, statement_timeout: 4_500, idle_in_transaction_session_timeout: 6_000 };
const POOL_SIZE = 16;
/** For the library of jobs: one that listens and one for each of its two workers. */
const WAKER_POOL_SIZE = 3;

/**
 * Connects, and brings the database up to date. Any number of processes may do so at once.
 * @throws ParleyError when the database cannot be reached or brought up to date.
 */
export async function openPool(url: string): Promise<pg.Pool> {
  await migrateDatabase(url);
  // Statements that need nothing of each other are sent at once, and cost one round trip.
  return deafToErrors(new pg.Pool({ ...settingsOf(url), max: POOL_SIZE, pipeline: true }));
}

/** Connections for the library of jobs. It gives one back twice where it was cut, and in a promise that nobody hears. */
export function openWakerPool(url: string): pg.Pool {
  return deafToErrors(new ForgivingPool({ ...settingsOf(url), max: WAKER_POOL_SIZE }));
}

function settingsOf(url: string): pg.PoolConfig {
  return {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    query_timeout: ANSWER_TIMEOUT,
    ...SERVER_TIMEOUTS,
    keepAlive: true,
    application_name: 'parley',
  };
}

/** A connection that breaks while nobody uses it is replaced by the next one; unheard, its error would end the process. */
function deafToErrors<Pool extends pg.Pool>(pool: Pool): Pool {
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));
  return pool;
}

type Connected = (error: Error | undefined, client: pg.PoolClient | undefined, release: (done?: unknown) => void) => void;

/** A connection may be given back more than once. */
class ForgivingPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(connected: Connected): void;
  override connect(connected?: Connected): Promise<pg.PoolClient> | void {
    if (!connected) return super.connect();
    super.connect((error, client, release) => {
      let isReleased = false;
      connected(error, client, (done) => {
        if (!isReleased) release(done);
        isReleased = true;
      });
    });
  }
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
