import { afterAll } from 'vitest';
import { openStores } from '../../db/open-store.ts';
import { deriveKeys, Sealer } from '../../src/lib/seal.ts';
import type { Store } from '../../src/runtime/store.ts';
import { postgresServer } from '../support/postgres.ts';
import { storeContract } from './store.contract.ts';
import { storesContract } from './stores.contract.ts';

const keys = deriveKeys(Buffer.alloc(32, 5));
const server = await postgresServer();

const openAt = (url: string) => openStores({ kind: 'postgres', url }, new Sealer([keys.seal]));

/** A database that is up to date, to be copied. */
const template = await server.create();
const { store: first } = await openAt(template);
await first.close();
afterAll(() => server.drop(template));

storeContract('the store in Postgres', async () => {
  const url = await server.create(template);
  const opened: Store[] = [];
  const start = async () => {
    const { store } = await openAt(url);
    opened.push(store);
    return store;
  };
  return {
    store: await start(),
    reopen: async () => {
      // A process that was killed is not seen any more.
      await server.query('DELETE FROM nodes', [], url);
      return start();
    },
    close: async () => {
      for (const store of opened) await store.close();
      await server.drop(url);
    },
  };
});

storesContract('what stands beside it in Postgres', async () => {
  const url = await server.create(template);
  const openWith = (sealer: Sealer) => openStores({ kind: 'postgres', url }, sealer, () => {});
  let stores = await openWith(new Sealer([keys.seal]));
  const reopen = async (sealer: Sealer) => {
    await stores.store.close();
    stores = await openWith(sealer);
    return stores;
  };
  const close = async () => {
    await stores.store.close();
    await server.drop(url);
  };
  return { stores, reopen, close };
});
