import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { projectRoot } from '../../src/lib/project-root.ts';

export interface OpenDatabase {
  readonly raw: Database.Database;
  readonly db: BetterSQLite3Database;
}

const FULL = 2;
/** It blocks the event loop while it waits, so it is short. */
const BUSY_TIMEOUT = 500;

/**
 * Opens the file, makes it when it is not there, and applies the migrations.
 * @throws Error when the file cannot be opened, a migration fails, or a commit would not be on disk when it returns.
 */
export function openDatabase(file: string): OpenDatabase {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const raw = new Database(file, { timeout: BUSY_TIMEOUT });
  try {
    return { raw, db: prepare(raw) };
  } catch (error) {
    raw.close();
    throw error;
  }
}

function prepare(raw: Database.Database): BetterSQLite3Database {
  raw.pragma('journal_mode = WAL');
  raw.pragma('synchronous = FULL');
  raw.pragma('trusted_schema = OFF');
  const db = drizzle(raw);
  applyMigrations(raw, db);
  assertDurable(raw);
  return db;
}

/** Rebuilding a table drops it, and with foreign keys on that would empty its children. So they are off meanwhile, and checked after. */
function applyMigrations(raw: Database.Database, db: BetterSQLite3Database): void {
  raw.pragma('foreign_keys = OFF');
  migrate(db, { migrationsFolder: join(projectRoot(), 'db/sqlite/migrations') });
  const broken = raw.pragma('foreign_key_check') as unknown[];
  if (broken.length > 0) throw new Error(`The database has ${broken.length} rows that point to rows that are not there. Restore a backup.`);
  raw.pragma('foreign_keys = ON');
}

/** The library is built so that WAL alone would mean `synchronous=NORMAL`, where the last commits can be lost with the power. */
function assertDurable(raw: Database.Database): void {
  raw.prepare('CREATE TEMP TABLE IF NOT EXISTS durable_check (x)').run();
  const mode = raw.pragma('synchronous', { simple: true });
  if (mode !== FULL) throw new Error(`SQLite runs with synchronous=${String(mode)} instead of FULL, so commits could be lost with the power.`);
}
