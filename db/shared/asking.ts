/** A statement with a question mark for each value. */
interface Ask {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** The rows that it gave, or how many it changed. */
export interface Told {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly changes: number;
}

/** Work in a transaction that says what it asks the database. Whoever runs it may wait for the answers, or have them at once. */
export type Asking<Result> = Generator<Ask, Result, Told>;

/** One statement. */
export function* ask(sql: string, ...values: readonly unknown[]): Asking<Told> {
  return yield { sql, values };
}

/** A column that holds numbers, which some drivers give as texts. */
export function numbersIn({ rows }: Told, column: string): number[] {
  return rows.map((row) => Number(row[column]));
}
