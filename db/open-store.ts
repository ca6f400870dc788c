import { ParleyError } from '../src/lib/errors.ts';
import type { Sealer } from '../src/lib/seal.ts';
import type { OtpStore } from '../src/runtime/otp-store.ts';
import type { Store } from '../src/runtime/store.ts';
import { type DataKeys, openDataKeys } from './sqlite/data-keys.ts';
import { type OpenDatabase, openDatabase } from './sqlite/open-database.ts';
import { createOtpStore } from './sqlite/otp.ts';
import { lockForProcess } from './sqlite/process-lock.ts';
import { createStore } from './sqlite/store.ts';

/** Where the data is. */
export type DatabaseAddress =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string };

export interface Stores {
  readonly store: Store;
  readonly otpStore: OtpStore;
  /** The keys of this database's hashes. */
  readonly keys: DataKeys;
}

/**
 * The one place that chooses a database. Migrations are applied before it returns.
 * @throws ParleyError when the database cannot be opened, another process works on it, or it was written with another key.
 */
export function openStores(address: DatabaseAddress, sealer: Sealer): Stores {
  if (address.kind === 'postgres') {
    throw new ParleyError({
      code: 'unsupported_database',
      message: 'This release keeps its data in SQLite only.',
      fix: 'Set DATABASE_URL to "file:./data/parley.db".',
    });
  }
  const lock = lockForProcess(address.file);
  let database: OpenDatabase | null = null;
  try {
    database = openDatabase(address.file);
    const keys = openDataKeys(database, sealer);
    const store = createStore(database, sealer, keys);
    const close = async () => {
      await store.close();
      lock.close();
    };
    return { store: { ...store, close }, otpStore: createOtpStore(database, sealer), keys };
  } catch (error) {
    database?.raw.close();
    lock.close();
    throw error;
  }
}
