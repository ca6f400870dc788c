import { Database } from '../../../db/sqlite/driver.ts';

/** The first column of the first row of a query to a database that a server may be working on. */
export function readNumber(file: string, query: string): number {
  const raw = new Database(file, { readonly: true, timeout: 2_000 });
  try {
    return Number(raw.prepare(query).pluck().get() ?? Number.NaN);
  } finally {
    raw.close();
  }
}
