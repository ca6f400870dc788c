import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';

/** Half a character, which Postgres refuses. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Rows of a table, to be filled in for the placeholder of `rowsOf`. What is missing in one is null. */
export function asRows(table: PgTable, rows: readonly Readonly<Record<string, unknown>>[]): string {
  const columns = getTableColumns(table);
  const nameOf = (name: string) => {
    const column = columns[name];
    if (!column) throw new Error(`The table has no column "${name}".`);
    return column.name;
  };
  return asJson(rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [nameOf(name), value]))));
}

/** Rows as one value, so that a statement is the same however many there are. Bytes are written as Postgres reads them. */
export function asJson(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const written = rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, writtenOf(value)])));
  return JSON.stringify(written);
}

function writtenOf(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`;
  return typeof value === 'string' ? value.replace(LONE_SURROGATE, '\uFFFD') : value;
}

/** The rows of the placeholder `rows`, with the columns of `table`. */
export function rowsOf(table: PgTable): SQL {
  return sql`json_populate_recordset(null::${table}, ${sql.placeholder('rows')}::json)`;
}

/** All columns of those rows, for an insert; those in `made` are made by the database. */
export function selectRowsOf<Table extends PgTable>(
  table: Table,
  made: { readonly [Name in keyof Table['_']['columns']]?: SQL } = {},
): SQL {
  const columns = Object.entries(getTableColumns(table)).map(([name, column]) => made[name] ?? sql.identifier(column.name));
  return sql`select ${sql.join(columns, sql`, `)} from ${rowsOf(table)}`;
}
