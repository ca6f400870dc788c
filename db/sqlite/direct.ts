import { Column, is, Param, Placeholder, type Query, SQL } from 'drizzle-orm';
import type { Database, RunResult } from './driver.ts';

/** What the placeholders of a statement stand for, by their names. */
type Values = object;

interface Writing {
  toSQL(): Query;
}

interface Selecting<Row> {
  readonly _: { readonly result: readonly Row[]; readonly selectedFields: object };
  toSQL(): Query;
}

type Binder = (values: Values) => unknown[];
type Decode = (value: unknown) => unknown;

/**
 * A write that Drizzle has put into words, run by the driver itself: for what every webhook does. Drizzle would look
 * through the parameters for placeholders each time. Throws at once for what a placeholder cannot be.
 * Values are handed over one by one, for the driver looks up each element of a list.
 */
export function directWrite(raw: Database, query: Writing) {
  const { sql, params } = query.toSQL();
  const statement = raw.prepare(sql);
  const bind = binderOf(params);
  return { run: (values: Values): RunResult => statement.run(...bind(values)) };
}

/** The same for a select of columns and expressions, each by its name: no tables within tables. */
export function directRead<Row>(raw: Database, query: Selecting<Row>) {
  const { sql, params } = query.toSQL();
  const statement = raw.prepare(sql).raw();
  const bind = binderOf(params);
  const read = readerOf(query._.selectedFields);
  return {
    get: (values: Values): Row | undefined => {
      const found = statement.get(...bind(values)) as readonly unknown[] | undefined;
      return found && (read(found) as Row);
    },
    all: (values: Values): Row[] => (statement.all(...bind(values)) as (readonly unknown[])[]).map((found) => read(found) as Row),
  };
}

function binderOf(params: readonly unknown[]): Binder {
  const slots = params.map((param) => {
    if (is(param, Placeholder)) return { name: param.name, encode: null, fixed: null };
    if (is(param, Param) && is(param.value, Placeholder))
      return { name: param.value.name, encode: encoderOf(param), fixed: null };
    return { name: null, encode: null, fixed: param };
  });
  return (values) =>
    slots.map(({ name, encode, fixed }) => {
      if (name === null) return fixed;
      const value = (values as Readonly<Record<string, unknown>>)[name];
      if (value === undefined) throw new Error(`There is no value for the placeholder "${name}".`);
      return encode ? encode(value) : value;
    });
}

/** Null for a column whose values are bound as they are. */
function encoderOf({ encoder }: Param): Decode | null {
  if (encoder.mapToDriverValue === Column.prototype.mapToDriverValue) return null;
  return (value) => encoder.mapToDriverValue(value);
}

function readerOf(fields: object): (found: readonly unknown[]) => unknown {
  const columns = Object.entries(fields).map(([name, field]) => ({ name, decode: decoderOf(field) }));
  // A copy has its members at once; an empty object would change its shape with each.
  const empty: Readonly<Record<string, unknown>> = Object.fromEntries(columns.map(({ name }) => [name, null]));
  return (found) => {
    const row = { ...empty };
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at];
      if (!column) break;
      const value = found[at];
      row[column.name] = column.decode && value !== null ? column.decode(value) : value;
    }
    return row;
  };
}

/** Null for a column whose values are read as they are: all but those that are stored as another type. */
function decoderOf(field: unknown): Decode | null {
  if (is(field, SQL)) return null;
  if (!is(field, Column)) throw new Error('Only columns and expressions can be selected here.');
  if (field.dataType !== 'boolean' && field.dataType !== 'json' && field.dataType !== 'date') return null;
  return (value) => field.mapFromDriverValue(value);
}
