import type { Sealer } from '../../src/lib/seal.ts';
import type { Housekeeping, Place } from '../../src/runtime/housekeeping.ts';
import type { Asking } from './asking.ts';
import { PURGES } from './purge.ts';
import { resealSlice, SEALED } from './reseal.ts';

const START: Place = { part: 0, after: 0 };

/** Old rows go, and sealed ones are sealed anew. `transact` runs one slice in a transaction of its own. */
export function createHousekeeping(
  sealer: Sealer,
  transact: <Result>(work: () => Asking<Result>) => Promise<Result>,
): Housekeeping {
  return {
    purge: async ({ retention, from, now }) => {
      const place = from ?? START;
      const purge = PURGES[place.part];
      if (!purge) return { deleted: 0, next: null };
      const { deleted, after } = await transact(() => purge(place.after, retention, now));
      return { deleted, next: nextPlace(place, PURGES.length, after) };
    },
    reseal: async ({ from }) => {
      const place = from ?? START;
      const table = SEALED[place.part];
      if (!table) return { resealed: 0, unreadable: 0, next: null };
      const { after, ...counts } = await transact(() => resealSlice(table, place.after, sealer));
      return { ...counts, next: nextPlace(place, SEALED.length, after) };
    },
  };
}

/** In the same part after an id, or in the next one. */
function nextPlace({ part }: Place, parts: number, after: number | null): Place | null {
  if (after !== null) return { part, after };
  return part + 1 < parts ? { part: part + 1, after: 0 } : null;
}
