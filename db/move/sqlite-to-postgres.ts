import { existsSync } from 'node:fs';
import pg from 'pg';
import { ParleyError } from '../../src/lib/errors.ts';
import type { Sealer } from '../../src/lib/seal.ts';
import { openPool } from '../postgres/open-database.ts';
import { plainText } from '../postgres/plain-text.ts';
import { openDataKeys } from '../sqlite/data-keys.ts';
import type { Database } from '../sqlite/driver.ts';
import { openDatabase } from '../sqlite/open-database.ts';
import { lockForProcess } from '../sqlite/process-lock.ts';
import { type MovedTable, TABLES } from './tables.ts';

type Row = Readonly<Record<string, unknown>>;

/** How many rows of a table were moved and found to be the same. */
export interface Moved {
  readonly table: string;
  readonly rows: number;
}

const BATCH = 400;

/**
 * Moves all data of a file into an empty database, in one transaction that stands only if each row reads the same there.
 * The file stays as it is.
 * @throws ParleyError when a server works on the file, the key is another one, the database is not empty, or a row differs.
 */
export async function moveToPostgres(file: string, url: string, sealer: Sealer): Promise<readonly Moved[]> {
  if (!existsSync(file)) throw missing(file);
  const lock = lockForProcess(file);
  try {
    const from = openDatabase(file);
    try {
      openDataKeys(from, sealer);
      return await moveInto(url, from.raw);
    } finally {
      from.raw.close();
    }
  } finally {
    lock.close();
  }
}

async function moveInto(url: string, from: Database): Promise<readonly Moved[]> {
  await (await openPool(url)).end();
  const to = new pg.Client({ connectionString: url, application_name: 'parley' });
  await to.connect();
  try {
    await to.query('BEGIN');
    await refuseUnlessEmpty(to);
    const moved: Moved[] = [];
    for (const table of TABLES) {
      for (let rows = readFrom(from, table, null); rows.length > 0; rows = readFrom(from, table, rows.at(-1) ?? null)) {
        await insert(to, table, rows);
      }
      if (table.isNumbered) await goOnNumbering(from, to, table);
      moved.push({ table: table.name, rows: await compare(from, to, table) });
    }
    await to.query('COMMIT');
    return moved;
  } finally {
    // Rolls back what was not committed.
    await to.end();
  }
}

async function refuseUnlessEmpty(to: pg.Client): Promise<void> {
  for (const { name } of TABLES) {
    if ((await to.query(`SELECT 1 FROM ${name} LIMIT 1`)).rowCount === 0) continue;
    throw new ParleyError({
      code: 'database_not_empty',
      message: `The database to move to has data already, in the table "${name}".`,
      fix: 'Name an empty database, to which no server has been started yet.',
    });
  }
}

/** The next rows in the order of the key, after the given one. */
function readFrom(from: Database, table: MovedTable, after: Row | null): Row[] {
  const key = table.key.join(', ');
  const where = after ? `WHERE (${key}) > (${table.key.map(() => '?').join(', ')})` : '';
  const values = after ? table.key.map((name) => after[name]) : [];
  const columns = table.columns.map(({ name }) => `"${name}"`).join(', ');
  return from
    .prepare<unknown[], Row>(`SELECT ${columns} FROM ${table.name} ${where} ORDER BY ${key} LIMIT ${BATCH}`)
    .all(...values);
}

async function insert(to: pg.Client, { name, columns }: MovedTable, rows: readonly Row[]): Promise<void> {
  const values: unknown[] = [];
  const places = rows.map((row) => {
    const own = columns.map((column) => `$${values.push(asPostgres(column.kind, row[column.name]))}`);
    return `(${own.join(', ')})`;
  });
  const names = columns.map((column) => `"${column.name}"`).join(', ');
  await to.query(`INSERT INTO ${name} (${names}) VALUES ${places.join(', ')}`, values);
}

/** No number is given out twice, not even that of a row which is gone. */
async function goOnNumbering(from: Database, to: pg.Client, { name }: MovedTable): Promise<void> {
  const used = from.prepare<[string], number>('SELECT seq FROM sqlite_sequence WHERE name = ?').pluck().get(name) ?? 0;
  const highest = from.prepare<[], number | null>(`SELECT max(id) FROM ${name}`).pluck().get() ?? 0;
  const last = Math.max(used, highest);
  if (last > 0) await to.query(`SELECT setval(pg_get_serial_sequence($1, 'id'), $2)`, [name, last]);
}

/** Reads every row on both sides. Returns how many there are. */
async function compare(from: Database, to: pg.Client, table: MovedTable): Promise<number> {
  let count = 0;
  let last: Row | null = null;
  for (;;) {
    const ours: Row[] = readFrom(from, table, last);
    const theirs = await readTo(to, table, last);
    ours.forEach((row, at) => {
      const same = table.columns.every(({ name, kind }) => read(kind, row[name]) === read(kind, theirs[at]?.[name]));
      if (!same) throw differs(table, count + at + 1);
    });
    if (ours.length !== theirs.length) throw differs(table, count + Math.min(ours.length, theirs.length) + 1);
    count += ours.length;
    if (ours.length < BATCH) return count;
    last = ours.at(-1) ?? null;
  }
}

async function readTo(to: pg.Client, table: MovedTable, after: Row | null): Promise<readonly Row[]> {
  const kinds = new Map(table.columns.map(({ name, kind }) => [name, kind]));
  // Texts in the order of their bytes, as SQLite has them.
  const key = table.key.map((name) => (kinds.get(name) === 'text' ? `${name} COLLATE "C"` : name)).join(', ');
  const where = after ? `WHERE (${key}) > (${table.key.map((_, at) => `$${at + 1}`).join(', ')})` : '';
  const columns = table.columns.map(({ name }) => `"${name}"`).join(', ');
  const values = after ? table.key.map((name) => after[name]) : [];
  const found = await to.query<Row>(`SELECT ${columns} FROM ${table.name} ${where} ORDER BY ${key} LIMIT ${BATCH}`, values);
  return found.rows;
}

type Kind = MovedTable['columns'][number]['kind'];

function asPostgres(kind: Kind, value: unknown): unknown {
  if (value === null) return null;
  if (kind === 'boolean') return value === 1;
  return typeof value === 'string' ? plainText(value) : value;
}

/** A value as text, the same for both dialects. */
function read(kind: Kind, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (kind === 'bytes') return (value as Buffer).toString('hex');
  if (kind === 'boolean') return String(value === 1 || value === true);
  return typeof value === 'number' ? String(value) : plainText(value as string);
}

function missing(file: string): ParleyError {
  return new ParleyError({
    code: 'no_database',
    message: `There is no database file ${file}.`,
    fix: 'Name the file of the bot with --from.',
  });
}

function differs({ name }: MovedTable, row: number): ParleyError {
  return new ParleyError({
    code: 'rows_differ',
    message: `Row ${row} of the table "${name}" does not read the same in the other database.`,
    fix: 'Nothing was moved. Try again with a fresh empty database; if it happens again, report it.',
  });
}
