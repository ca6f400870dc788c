import { is } from 'drizzle-orm';
import { SQLiteTable, getTableConfig } from 'drizzle-orm/sqlite-core';
import * as schema from '../sqlite/schema.ts';

/** A table as both dialects have it. */
export interface MovedTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly kind: 'number' | 'boolean' | 'text' | 'bytes' }[];
  /** The names of the columns that tell rows apart. */
  readonly key: readonly string[];
  /** Rows get their numbers from the database. */
  readonly isNumbered: boolean;
}

/** Those that others point to first. */
const ORDER = ['contacts', 'conversations', 'messages'];

/** All tables, in the order in which their rows may be put in. */
export const TABLES: readonly MovedTable[] = Object.values(schema)
  .filter((table) => is(table, SQLiteTable))
  .map((table) => describeTable(getTableConfig(table)))
  .toSorted((a, b) => rankOf(a) - rankOf(b));

function rankOf({ name }: MovedTable): number {
  const rank = ORDER.indexOf(name);
  return rank === -1 ? ORDER.length : rank;
}

function describeTable({ name, columns, primaryKeys }: ReturnType<typeof getTableConfig>): MovedTable {
  const key = primaryKeys[0]?.columns ?? columns.filter((column) => column.primary);
  return {
    name,
    columns: columns.map((column) => ({ name: column.name, kind: kindOf(column.dataType, column.getSQLType()) })),
    key: key.map((column) => column.name),
    isNumbered: key.length === 1 && key[0]?.name === 'id' && key[0].getSQLType() === 'integer',
  };
}

function kindOf(dataType: string, sqlType: string): MovedTable['columns'][number]['kind'] {
  if (dataType === 'boolean') return 'boolean';
  if (sqlType === 'blob') return 'bytes';
  return sqlType === 'integer' ? 'number' : 'text';
}
