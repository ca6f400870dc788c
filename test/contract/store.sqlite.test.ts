import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStores } from '../../db/open-store.ts';
import { deriveKeys, Sealer } from '../../src/lib/seal.ts';
import type { Store } from '../../src/runtime/store.ts';
import { storeContract } from './store.contract.ts';
import { storesContract } from './stores.contract.ts';

const keys = deriveKeys(Buffer.alloc(32, 5));

storeContract('the store in SQLite', async () => {
  const opened: { readonly store: Store; readonly folder: string }[] = [];
  const start = async (before: string | null = null) => {
    const folder = mkdtempSync(join(tmpdir(), 'store-'));
    // What is on disk now is what a process that is killed leaves.
    if (before !== null) {
      for (const name of ['parley.db', 'parley.db-wal']) copyFileSync(join(before, name), join(folder, name));
    }
    const { store } = await openStores({ kind: 'sqlite', file: join(folder, 'parley.db') }, new Sealer([keys.seal]));
    opened.push({ store, folder });
    return store;
  };
  return {
    store: await start(),
    reopen: async () => start(opened.at(-1)?.folder),
    close: async () => {
      for (const { store, folder } of opened) {
        await store.close();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
});

storesContract('what stands beside it in SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  const address = { kind: 'sqlite', file: join(folder, 'parley.db') } as const;
  const openWith = (sealer: Sealer) => openStores(address, sealer, () => {});
  let stores = await openWith(new Sealer([keys.seal]));
  const reopen = async (sealer: Sealer) => {
    await stores.store.close();
    stores = await openWith(sealer);
    return stores;
  };
  const close = async () => {
    await stores.store.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { stores, reopen, close };
});
