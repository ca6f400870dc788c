import type { Keys, Sealer } from '../src/lib/seal.ts';
import type { OtpStore } from '../src/runtime/otp-store.ts';
import type { Store } from '../src/runtime/store.ts';
import { openDatabase } from './sqlite/open-database.ts';
import { createOtpStore } from './sqlite/otp.ts';
import { createStore } from './sqlite/store.ts';

/** Where the data is. */
export type DatabaseAddress =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string };

export interface Stores {
  readonly store: Store;
  readonly otpStore: OtpStore;
}

/**
 * The one place that chooses a database. Migrations are applied before it returns.
 * @throws Error when the database cannot be opened.
 */
export function openStores(address: DatabaseAddress, sealer: Sealer, keys: Keys): Stores {
  if (address.kind === 'postgres') {
    throw new Error('This release keeps its data in SQLite only. Set DATABASE_URL to "file:./data/parley.db".');
  }
  const database = openDatabase(address.file);
  return { store: createStore(database, sealer, keys), otpStore: createOtpStore(database) };
}
