import type { Sealer } from '../../src/lib/seal.ts';
import { ask, type Asking } from './asking.ts';

/** So many rows are sealed anew at once; those of one moment are taken together. */
const SLICE = 200;

/** The tables with sealed columns: what their rows are walked by, and what names one. */
export const SEALED = [
  { table: 'contacts', by: 'id', key: 'id', columns: ['attributes', 'verified_phone'] },
  { table: 'conversations', by: 'id', key: 'id', columns: ['secrets'] },
  { table: 'messages', by: 'id', key: 'id', columns: ['text', 'shown', 'extra'] },
  { table: 'jobs', by: 'id', key: 'id', columns: ['data'] },
  { table: 'otp_calls', by: 'kept_until', key: 'key', columns: ['answer'] },
] as const;

/** Seals anew what of the next rows of a table is not sealed under the first key. `after` null: that was the last of it. */
export function* resealSlice(
  { table, by, key, columns }: (typeof SEALED)[number],
  after: number,
  sealer: Sealer,
): Asking<{ readonly resealed: number; readonly unreadable: number; readonly after: number | null }> {
  const end = yield* ask(`SELECT ${by} AS id FROM ${table} WHERE ${by} > ? ORDER BY ${by} LIMIT 1 OFFSET ${SLICE - 1}`, after);
  const last = end.rows[0] ? Number(end.rows[0]['id']) : null;
  const names = [key, ...columns].join(', ');
  const until = last ?? Number.MAX_SAFE_INTEGER;
  const { rows } = yield* ask(`SELECT ${names} FROM ${table} WHERE ${by} > ? AND ${by} <= ?`, after, until);
  let [resealed, unreadable] = [0, 0];
  for (const row of rows) {
    for (const column of columns) {
      const anew = sealAnew(row[column], sealer);
      if (anew === undefined) unreadable++;
      else if (anew !== null) {
        // A turn may have written another one since, where others share the database.
        const set = `UPDATE ${table} SET ${column} = ? WHERE ${key} = ? AND ${column} = ?`;
        resealed += (yield* ask(set, anew, row[key], row[column])).changes;
      }
    }
  }
  return { resealed, unreadable, after: last };
}

/** Bytes, or their base64 where the column is text; null when there is nothing to do, undefined when no key opens it. */
function sealAnew(kept: unknown, sealer: Sealer): Buffer | string | null | undefined {
  const sealed = typeof kept === 'string' ? Buffer.from(kept, 'base64') : kept;
  if (!Buffer.isBuffer(sealed) || sealer.isCurrent(sealed)) return null;
  const text = sealer.tryOpen(sealed);
  if (text === null) return undefined;
  const anew = sealer.seal(text);
  return typeof kept === 'string' ? anew.toString('base64') : anew;
}
