import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { describeError, ParleyError } from '../../src/lib/errors.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { Database } from './driver.ts';

export interface OpenDatabase {
  readonly raw: Database;
  readonly db: BetterSQLite3Database;
}

const FULL = 2;
/** It blocks the event loop while it waits, so it is short. */
const BUSY_TIMEOUT = 500;

/**
 * Opens the file, makes it when it is not there, and applies the migrations of the folder.
 * @throws ParleyError when the file cannot be opened, a migration fails, or a commit would not be on disk when it returns.
 */
export function openDatabase(file: string, migrations = join(projectRoot(), 'db/sqlite/migrations')): OpenDatabase {
  let raw: Database | undefined;
  try {
    if (file !== ':memory:') makeFile(file);
    raw = new Database(file, { timeout: BUSY_TIMEOUT });
    return { raw, db: prepare(raw, migrations) };
  } catch (error) {
    raw?.close();
    throw error instanceof ParleyError ? error : cannotUse(file, error);
  }
}

/** For its owner only, also in a folder that is open to all. SQLite gives the files beside it the same rights. */
function makeFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
}

/** The error of a database file that cannot be opened, prepared or locked. */
export function cannotUse(file: string, cause: unknown): ParleyError {
  return new ParleyError({
    code: 'bad_database',
    message: `The database ${file} cannot be used: ${describeError(cause)}.`,
    fix: 'Check DATABASE_URL, and that the file and its folder can be written. If the file is damaged, restore a backup.',
    cause,
  });
}

function prepare(raw: Database, migrations: string): BetterSQLite3Database {
  raw.pragma('journal_mode = WAL');
  raw.pragma('synchronous = FULL');
  raw.pragma('trusted_schema = OFF');
  // What is deleted is overwritten: else it would stay in free parts of the file until they are used again.
  raw.pragma('secure_delete = ON');
  const db = drizzle(raw);
  applyMigrations(raw, db, migrations);
  assertDurable(raw);
  return db;
}

/** Rebuilding a table drops it, and with foreign keys on that would empty its children. So they are off meanwhile, and checked after. */
function applyMigrations(raw: Database, db: BetterSQLite3Database, migrationsFolder: string): void {
  raw.pragma('foreign_keys = OFF');
  migrate(db, { migrationsFolder });
  checkReferences(raw);
  raw.pragma('foreign_keys = ON');
}

/** Once after each migration, for it reads every row. The file's `user_version` says how many migrations it was checked after. */
function checkReferences(raw: Database): void {
  const applied = raw.prepare('SELECT count(*) FROM __drizzle_migrations').pluck().get() as number;
  if (raw.pragma('user_version', { simple: true }) === applied) return;
  const broken = raw.pragma('foreign_key_check') as unknown[];
  if (broken.length > 0) throw new Error(`${broken.length} of its rows point to rows that are not there`);
  raw.pragma(`user_version = ${applied}`);
}

/** The library is built so that WAL alone would mean `synchronous=NORMAL`, where the last commits can be lost with the power. */
function assertDurable(raw: Database): void {
  raw.prepare('CREATE TEMP TABLE IF NOT EXISTS durable_check (x)').run();
  const mode = raw.pragma('synchronous', { simple: true });
  if (mode !== FULL)
    throw new Error(`it runs with synchronous=${String(mode)} instead of FULL, so commits could be lost with the power`);
}
