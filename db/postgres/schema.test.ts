import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { is } from 'drizzle-orm';
import { getTableConfig as pgConfig, PgTable } from 'drizzle-orm/pg-core';
import { SQLiteTable, getTableConfig as sqliteConfig } from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/lib/project-root.ts';
import * as sqlite from '../sqlite/schema.ts';
import * as postgres from './schema.ts';

/** What only processes that share a database need. */
const SHARED_ONLY = {
  tables: ['nodes', 'releases', 'sender_slots'],
  columns: ['jobs.node', 'messages.node'],
  indexes: ['jobs_stored', 'jobs_of_node'],
};

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
}

/** One word for what both dialects call differently. */
function kindOf(type: string): string {
  if (/^(?:bigint|integer|boolean)$/.test(type)) return 'number';
  return /^(?:bytea|blob)$/.test(type) ? 'bytes' : type;
}

function columnsOf(table: string, columns: readonly { name: string; notNull: boolean; getSQLType(): string }[]): Column[] {
  return columns
    .map(({ name, notNull, ...column }) => ({ name: `${table}.${name}`, type: kindOf(column.getSQLType()), notNull }))
    .toSorted((x, y) => (x.name < y.name ? -1 : 1));
}

const bound = <T extends { getSQLType(): string }>(column: T) => ({ ...column, getSQLType: () => column.getSQLType() });

const ours = Object.values(postgres)
  .filter((table) => is(table, PgTable))
  .map((table) => pgConfig(table))
  .filter(({ name }) => !SHARED_ONLY.tables.includes(name));
const theirs = Object.values(sqlite)
  .filter((table) => is(table, SQLiteTable))
  .map((table) => sqliteConfig(table));
const byName = (x: { name: string }, y: { name: string }) => (x.name < y.name ? -1 : 1);

describe('the schema on Postgres', () => {
  it('has the tables of the one on SQLite, and what processes have to know of each other', () => {
    expect(ours.map(({ name }) => name).toSorted()).toEqual(theirs.map(({ name }) => name).toSorted());
  });

  it.each(theirs.toSorted(byName).map((table) => [table.name, table] as const))('has the columns of %s', (name, table) => {
    const twin = ours.find((one) => one.name === name);
    const columns = columnsOf(name, (twin?.columns ?? []).map(bound));
    expect(columns.filter((one) => !SHARED_ONLY.columns.includes(one.name))).toEqual(columnsOf(name, table.columns.map(bound)));
  });

  it('has the indexes of the one on SQLite, unique where those are', () => {
    const indexes = (tables: readonly { indexes: readonly { config: { name?: string; unique?: boolean } }[] }[]) =>
      tables
        .flatMap(({ indexes: own }) => own.map(({ config }) => `${config.name}${config.unique ? ' (unique)' : ''}`))
        .filter((name) => !SHARED_ONLY.indexes.includes(name))
        .toSorted((x, y) => x.localeCompare(y));
    expect(indexes(ours)).toEqual(indexes(theirs));
  });
});

describe('the migrations on Postgres', () => {
  it('are all that the schema needs: there is nothing left to generate', () => {
    const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
    try {
      const copy = join(folder, 'copy');
      cpSync(join(projectRoot(), 'db/postgres/migrations'), copy, { recursive: true });
      const before = readdirSync(copy);
      const kit = join(projectRoot(), 'node_modules/drizzle-kit/bin.cjs');
      const schema = join(projectRoot(), 'db/postgres/schema.ts');
      execFileSync(process.execPath, [kit, 'generate', '--dialect', 'postgresql', '--schema', schema, '--out', 'copy'], {
        cwd: folder,
      });
      expect(readdirSync(copy)).toEqual(before);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 30_000);
});
