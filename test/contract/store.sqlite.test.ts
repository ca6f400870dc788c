import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStores } from '../../db/open-store.ts';
import { deriveKeys, Sealer } from '../../src/lib/seal.ts';
import type { Store } from '../../src/runtime/store.ts';
import { storeContract } from './store.contract.ts';

const keys = deriveKeys(Buffer.alloc(32, 5));

storeContract('the store in SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  const address = { kind: 'sqlite' as const, file: join(folder, 'parley.db') };
  const opened: Store[] = [];
  const start = () => {
    const { store } = openStores(address, new Sealer([keys.seal]), keys);
    opened.push(store);
    return store;
  };
  return {
    store: start(),
    reopen: async () => start(),
    close: async () => {
      for (const store of opened) await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
