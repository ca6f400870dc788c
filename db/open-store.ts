import type { Sealer } from '../src/lib/seal.ts';
import type { Cluster, ReleaseStore, SlotStore } from '../src/runtime/cluster.ts';
import type { ConsoleStore } from '../src/runtime/console-store.ts';
import type { EventStore } from '../src/runtime/event-store.ts';
import type { Figures } from '../src/runtime/figures.ts';
import type { Housekeeping } from '../src/runtime/housekeeping.ts';
import type { OtpStore } from '../src/runtime/otp-store.ts';
import type { ContactReads, Reads } from '../src/runtime/reads.ts';
import type { Store } from '../src/runtime/store.ts';
import { Bodies } from './shared/bodies.ts';
import { createConsoleStore } from './sqlite/console.ts';
import { type DataKeys, openDataKeys } from './sqlite/data-keys.ts';
import { createFigures } from './sqlite/figures.ts';
import { GroupCommit } from './sqlite/group-commit.ts';
import { createFileHousekeeping } from './sqlite/housekeeping.ts';
import { type OpenDatabase, openDatabase } from './sqlite/open-database.ts';
import { openReadOnly } from './sqlite/open-read-only.ts';
import { createOtpStore } from './sqlite/otp.ts';
import { lockForProcess } from './sqlite/process-lock.ts';
import { createStore } from './sqlite/store.ts';

/** Where the data is. */
export type DatabaseAddress =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string };

/** What processes on the same database share. */
export interface Shared {
  readonly cluster: Cluster;
  readonly slots: SlotStore;
  readonly releases: ReleaseStore;
}

export interface Stores {
  readonly store: Store;
  readonly otpStore: OtpStore;
  readonly eventStore: EventStore;
  readonly contactReads: ContactReads;
  readonly consoleStore: ConsoleStore;
  readonly figures: Figures;
  readonly housekeeping: Housekeeping;
  /** How many transactions the process has made, and how many pieces of work in them; null where each has its own. */
  readonly commits: { readonly groups: number; readonly works: number } | null;
  /** The keys of this database's hashes. */
  readonly keys: DataKeys;
  /** What processes on the same database share beside it; null where there is only one process. */
  readonly shared: Shared | null;
}

/**
 * The one place that chooses a database. Migrations are applied before it returns.
 * `eventAdded` is called for each event that the owner's system is to be told; without it none is kept.
 * `monotonic` tells milliseconds; with it, commits on a slow file wait for one another.
 * @throws ParleyError when the database cannot be opened, another process works on it, or it was written with another key.
 */
export async function openStores(
  address: DatabaseAddress,
  sealer: Sealer,
  eventAdded: (() => void) | null = null,
  monotonic?: () => number,
): Promise<Stores> {
  if (address.kind === 'sqlite') return openSqlite(address, sealer, eventAdded, monotonic);
  // Loaded only where it is used: a server with a file starts sooner, and is smaller.
  const { openPostgres } = await import('./postgres/open-stores.ts');
  return openPostgres(address.url, sealer, eventAdded);
}

function openSqlite(
  address: { readonly file: string },
  sealer: Sealer,
  eventAdded: (() => void) | null,
  monotonic?: () => number,
): Stores {
  const lock = lockForProcess(address.file);
  let database: OpenDatabase | null = null;
  try {
    database = openDatabase(address.file);
    const keys = openDataKeys(database, sealer);
    const group = new GroupCommit(database.raw, monotonic);
    const store = createStore(database, sealer, keys, eventAdded, group);
    const close = async () => {
      await store.close();
      lock.close();
    };
    return {
      store: { ...store, close },
      otpStore: createOtpStore(database, sealer),
      eventStore: store,
      contactReads: store,
      consoleStore: createConsoleStore(database),
      figures: createFigures(database, new Bodies(sealer)),
      housekeeping: createFileHousekeeping(database, sealer, group),
      keys,
      commits: group.tally,
      shared: null,
    };
  } catch (error) {
    database?.raw.close();
    lock.close();
    throw error;
  }
}

/**
 * Opens conversations to be looked at beside a server that works on them; null where there is no database yet.
 * @throws ParleyError when the database cannot be opened.
 */
export async function openReads(address: DatabaseAddress, sealer: Sealer): Promise<(Reads & { close(): void }) | null> {
  if (address.kind === 'sqlite') return openReadOnly(address.file, sealer);
  const { openPostgresReads } = await import('./postgres/open-reads.ts');
  return openPostgresReads(address.url, sealer);
}
