import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';

const namesOfTables = new WeakMap<PgTable, ReadonlyMap<string, string>>();

/** Rows of a table, to be filled in for the placeholder of `rowsOf`. What is missing in one is null. */
export function asRows(table: PgTable, rows: readonly Readonly<Record<string, unknown>>[]): string {
  const names = namesOf(table);
  const written = rows.map((row) => {
    const columns: Record<string, unknown> = {};
    for (const name in row) {
      const column = names.get(name);
      if (column === undefined) throw new Error(`The table has no column "${name}".`);
      columns[column] = writtenOf(row[name]);
    }
    return columns;
  });
  return JSON.stringify(written);
}

/** Rows as one value, so that a statement is the same however many there are. Bytes are written as Postgres reads them. */
export function asJson(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const written = rows.map((row) => {
    const values: Record<string, unknown> = {};
    for (const name in row) values[name] = writtenOf(row[name]);
    return values;
  });
  return JSON.stringify(written);
}

/** The columns of a table in the database by their names in ours. */
function namesOf(table: PgTable): ReadonlyMap<string, string> {
  const known = namesOfTables.get(table);
  if (known) return known;
  const names = new Map(Object.entries(getTableColumns(table)).map(([name, column]) => [name, column.name]));
  namesOfTables.set(table, names);
  return names;
}

/** Postgres refuses half a character. */
function writtenOf(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  return Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value;
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
