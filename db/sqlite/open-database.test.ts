import { cpSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ParleyError } from '../../src/lib/errors.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { makeTestFolder, type TestFolder } from '../../test/support/sqlite-folder.ts';
import { Database } from './driver.ts';
import { openDatabase } from './open-database.ts';

const MIGRATIONS = join(projectRoot(), 'db/sqlite/migrations');

let folder: TestFolder;
beforeEach(() => {
  folder = makeTestFolder();
});
afterEach(() => folder.remove());

function fill(raw: Database): void {
  raw.exec(`
    INSERT INTO contacts (id, ours, channel, theirs, created_at) VALUES (1, 'a', 'sms', 'b', 0);
    INSERT INTO conversations (id, contact_id, flow, version, revision, status, data, started_at, updated_at)
      VALUES (1, 1, 'f', 'v', 1, 'busy', '{}', 0, 0);
    INSERT INTO messages (id, contact_id, conversation_id, direction, status, at) VALUES (1, 1, 1, 'out', 'queued', 0);
    INSERT INTO traces (conversation_id, turn, at, data) VALUES (1, 1, 0, '[]');
    INSERT INTO jobs (kind, message_id, due_at) VALUES ('send', 1, 0);
  `);
}

function rowsIn(raw: Database): unknown[] {
  const tables = ['contacts', 'conversations', 'messages', 'traces', 'jobs'];
  return tables.map((table) => raw.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
}

describe('an open database', () => {
  it('has every commit on disk when it returns, and enforces foreign keys', () => {
    const { raw } = openDatabase(folder.file);
    const pragma = (name: string) => raw.pragma(name, { simple: true });
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys')]).toEqual(['wal', 2, 1]);
    raw.exec('CREATE TABLE written (x)');
    expect(pragma('synchronous')).toBe(2);
    const dangling = raw.prepare(
      `INSERT INTO conversations (contact_id, flow, version, revision, status, data, started_at, updated_at)
       VALUES (99, 'f', 'v', 1, 'waiting', '{}', 1, 1)`,
    );
    expect(() => dangling.run()).toThrow('FOREIGN KEY constraint failed');
    raw.close();
  });

  it('waits for another process at most half a second, because the whole server waits meanwhile', () => {
    const { raw } = openDatabase(folder.file);
    expect(raw.pragma('busy_timeout', { simple: true })).toBeLessThanOrEqual(500);
    raw.close();
  });

  it('is made with its folder when it is not there, and keeps its rows when it is', () => {
    const file = join(folder.path, 'deep/er/parley.db');
    const first = openDatabase(file);
    fill(first.raw);
    first.raw.close();
    const second = openDatabase(file);
    expect(rowsIn(second.raw)).toEqual([1, 1, 1, 1, 1]);
    second.raw.close();
  });
});

/** A later release's migrations: the real ones, and one that builds the table of contacts anew. */
function withRebuild(): string {
  const migrations = join(folder.path, 'migrations');
  cpSync(MIGRATIONS, migrations, { recursive: true });
  const journalFile = join(migrations, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(journalFile, 'utf8')) as { entries: { idx: number; when: number; tag: string }[] };
  const last = journal.entries.at(-1);
  journal.entries.push({ ...last, idx: journal.entries.length, when: (last?.when ?? 0) + 1, tag: '9999_rebuild' });
  writeFileSync(journalFile, JSON.stringify(journal));
  const statements = [
    'PRAGMA foreign_keys=OFF;',
    'CREATE TABLE new_contacts (id integer PRIMARY KEY NOT NULL, ours text, channel text NOT NULL, theirs text NOT NULL, name text, language text, attributes blob, created_at integer NOT NULL);',
    'INSERT INTO new_contacts SELECT id, ours, channel, theirs, name, language, attributes, created_at FROM contacts;',
    'DROP TABLE contacts;',
    'ALTER TABLE new_contacts RENAME TO contacts;',
    'PRAGMA foreign_keys=ON;',
  ];
  writeFileSync(join(migrations, '9999_rebuild.sql'), statements.join('\n--> statement-breakpoint\n'));
  return migrations;
}

describe('a migration', () => {
  it('that builds a table anew loses no row of the tables that point to it', () => {
    const before = openDatabase(folder.file);
    fill(before.raw);
    before.raw.close();
    const { raw } = openDatabase(folder.file, withRebuild());
    expect(rowsIn(raw)).toEqual([1, 1, 1, 1, 1]);
    const isNullable = raw.prepare(`SELECT "notnull" FROM pragma_table_info('contacts') WHERE name = 'ours'`).pluck().get();
    expect(isNullable).toBe(0);
    expect(raw.pragma('foreign_keys', { simple: true })).toBe(1);
    raw.close();
  });

  it('that fails leaves the database as it was', () => {
    const before = openDatabase(folder.file);
    fill(before.raw);
    before.raw.close();
    const migrations = withRebuild();
    const file = join(migrations, '9999_rebuild.sql');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n--> statement-breakpoint\nDROP TABLE no_such_table;`);
    expect(() => openDatabase(folder.file, migrations)).toThrow(/no such table/);
    const { raw } = openDatabase(folder.file);
    expect(rowsIn(raw)).toEqual([1, 1, 1, 1, 1]);
    expect(raw.prepare(`SELECT "notnull" FROM pragma_table_info('contacts') WHERE name = 'ours'`).pluck().get()).toBe(1);
    raw.close();
  });
});

describe('a database that cannot be used', () => {
  const problem = (file = folder.file, migrations?: string): ParleyError => {
    try {
      openDatabase(file, migrations).raw.close();
    } catch (error) {
      if (error instanceof ParleyError) return error;
      throw error;
    }
    throw new Error('The database was opened.');
  };

  it('is refused at every start, and let go of, when a migration leaves rows that point to rows that are not there', () => {
    const { raw } = openDatabase(folder.file);
    fill(raw);
    raw.pragma('foreign_keys = OFF');
    raw.exec('DELETE FROM conversations');
    raw.close();
    const migrations = withRebuild();
    for (const start of ['first', 'second']) {
      const { message, fix } = problem(folder.file, migrations);
      expect(message, start).toContain('2 of its rows point to rows that are not there');
      expect(fix).toContain('restore a backup');
    }
    // The last one to close a database takes its WAL away.
    expect(existsSync(`${folder.file}-wal`)).toBe(false);
  });

  it('is named, with what to do, when its file is not a database', () => {
    writeFileSync(folder.file, 'not a database at all, but long enough to be read as one\n'.repeat(200));
    const { message, fix, code } = problem();
    expect(code).toBe('bad_database');
    expect(message).toContain(folder.file);
    expect(message).toContain('file is not a database');
    expect(fix).toContain('restore a backup');
  });

  it('is named, with what to do, when its file was cut short', () => {
    const { raw } = openDatabase(folder.file);
    fill(raw);
    raw.close();
    truncateSync(folder.file, 8192);
    expect(problem().message).toContain('malformed');
  });

  it('is named, with what to do, when its path is a folder', () => {
    mkdirSync(folder.file);
    const { message, fix } = problem();
    expect(message).toContain('unable to open database file');
    expect(fix).toContain('DATABASE_URL');
  });
});
