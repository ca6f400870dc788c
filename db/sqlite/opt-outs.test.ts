import { afterEach, beforeEach, expect, test } from 'vitest';
import { deriveKeys, Sealer } from '../../src/lib/seal.ts';
import type { Store } from '../../src/runtime/store.ts';
import { ANA, arrived, BO, begin, messageOf, NOW, openContact } from '../../test/contract/store-fixtures.ts';
import { makeTestFolder, type TestFolder } from '../../test/support/sqlite-folder.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';
import { createStore } from './store.ts';

const keys = deriveKeys(Buffer.alloc(32, 5));

let folder: TestFolder;
let database: OpenDatabase;
let store: Store;
beforeEach(() => {
  folder = makeTestFolder();
  database = openDatabase(folder.file);
  store = createStore(database, new Sealer([keys.seal]), keys);
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

const change = { contact: ANA, contactId: null, message: null, say: null, now: NOW };

function eraseContacts(): void {
  database.raw.prepare('DELETE FROM contacts').run();
}

test('an opt-out survives the contact, and the contact that comes in its place', async () => {
  await begin(store, { message: arrived('SM1') });
  await store.optOut(change);
  eraseContacts();
  expect(await openContact(store)).toMatchObject({ contactId: null, optedOut: true });
  expect(await store.enqueueText({ contact: ANA, text: 'x', shown: 'x', now: NOW })).toEqual({ as: 'opted_out' });
  const again = { contact: ANA, contactId: null, conversationId: null, message: messageOf('SM2'), now: NOW };
  await store.record({ ...again, status: 'unanswered' });
  expect((await openContact(store)).optedOut).toBe(true);
  expect((await openContact(store, BO)).optedOut).toBe(false);
});

test('opting in again ends it for good', async () => {
  await store.optOut(change);
  await store.optIn(change);
  eraseContacts();
  expect((await openContact(store)).optedOut).toBe(false);
});

test('what is kept of an opt-out does not tell the number to whoever has the file alone', async () => {
  await store.optOut(change);
  eraseContacts();
  const rows = database.raw.prepare('SELECT key FROM opt_outs').pluck().all() as Buffer[];
  expect(rows).toHaveLength(1);
  expect(rows[0]).toHaveLength(16);
  expect(rows[0]?.toString('latin1')).not.toContain(ANA.theirs.slice(1, 5));
});
