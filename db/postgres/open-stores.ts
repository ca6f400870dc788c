import { drizzle } from 'drizzle-orm/node-postgres';
import type { Sealer } from '../../src/lib/seal.ts';
import { Bodies } from '../shared/bodies.ts';
import { createCluster } from './cluster.ts';
import { createConsoleStore } from './console.ts';
import { openDataKeys } from './data-keys.ts';
import { createFigures } from './figures.ts';
import { createSharedHousekeeping } from './housekeeping.ts';
import { Listener } from './listener.ts';
import { inTime } from './in-time.ts';
import { NodeBook } from './nodes.ts';
import { openPool, openWakerPool } from './open-database.ts';
import { createOtpStore } from './otp.ts';
import { createReleaseStore } from './releases.ts';
import { createSlotStore } from './slots.ts';
import { createSession, type Session } from './session.ts';
import { createStore } from './store.ts';
import { Transactions } from './transactions.ts';

/** A connection that was cut half-open never says goodbye. */
const END_TIMEOUT = 2_000;

/** How the store works on its connections. */
export interface Work {
  /** One transaction. */
  run<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Reads outside a transaction. */
  read<T>(work: (session: Session) => Promise<T>): Promise<T>;
}

/**
 * Opens a database on Postgres, and brings it up to date. `eventAdded` is called when events were kept.
 * @throws ParleyError when it cannot be reached, or was written with another key.
 */
export async function openPostgres(url: string, sealer: Sealer, eventAdded: (() => void) | null) {
  const pool = await openPool(url);
  const wakerPool = openWakerPool(url);
  try {
    const database = { db: drizzle(pool) };
    const keys = await openDataKeys(database, sealer);
    const nodes = new NodeBook();
    await nodes.beat(database, null);
    const parts = { sealer, keys, tellsEvents: eventAdded !== null, nodes };
    const transactions = new Transactions(
      pool,
      (db) => createSession(db, parts),
      () => nodes.doubt(),
    );
    const work = tellingEvents(transactions, eventAdded);
    const close = async () => {
      if (pool.ending) return;
      await transactions.close();
      await nodes.leave(database).catch(() => {});
      await Promise.all([inTime(pool.end(), END_TIMEOUT), inTime(wakerPool.end(), END_TIMEOUT)]);
    };
    const store = createStore({ work, sealer, nodes, close });
    const cluster = createCluster({ pool: wakerPool, database, work, nodes, listener: new Listener(url, () => nodes.id) });
    return {
      store,
      otpStore: createOtpStore(transactions),
      eventStore: store,
      contactReads: store,
      consoleStore: createConsoleStore(database),
      figures: createFigures(database, new Bodies(sealer)),
      housekeeping: createSharedHousekeeping(work, sealer),
      keys,
      commits: null,
      shared: { cluster, slots: createSlotStore(work), releases: createReleaseStore(work) },
    };
  } catch (error) {
    await Promise.all([pool.end(), wakerPool.end()]);
    throw error;
  }
}

/** Whoever tells events hears of new ones once they are committed. */
function tellingEvents(transactions: Transactions<Session>, eventAdded: (() => void) | null): Work {
  return {
    read: (work) => transactions.read(work),
    run: (work) =>
      transactions.run(async (session) => {
        session.events.takeAdded();
        const value = await work(session);
        if (session.events.takeAdded()) setImmediate(() => eventAdded?.());
        return value;
      }),
  };
}
