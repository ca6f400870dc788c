import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deriveKeys, Sealer } from '../../src/lib/seal.ts';
import type { Store } from '../../src/runtime/store.ts';
import {
  ANA,
  arrived,
  BUSY,
  begin,
  commit,
  enqueue,
  messageOf,
  NOW,
  nextTurn,
  openContact,
  say,
  stateOf,
  turnOf,
} from '../../test/contract/store-fixtures.ts';
import { makeTestFolder, type TestFolder } from '../../test/support/sqlite-folder.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';
import { createStore } from './store.ts';

const keys = deriveKeys(Buffer.alloc(32, 5));
const sealer = new Sealer([keys.seal]);

let folder: TestFolder;
let database: OpenDatabase;
let store: Store;
beforeEach(() => {
  folder = makeTestFolder();
  database = openDatabase(folder.file);
  store = createStore(database, sealer, keys);
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

/** Everything in the table of messages, as whoever has the key could read it. */
function keptTexts(): string[] {
  const blobs = database.raw
    .prepare('SELECT text FROM messages UNION ALL SELECT shown FROM messages')
    .pluck()
    .all() as (Buffer | null)[];
  return blobs.flatMap((blob) => (blob === null ? [] : [sealer.open(blob)]));
}

function expectNotOnDisk(...secrets: readonly string[]): void {
  const bytes = folder.bytes();
  // What is kept in clear is found, so that a search that finds nothing means something.
  expect(bytes.includes('signup')).toBe(true);
  for (const secret of secrets) expect(bytes.includes(secret), secret).toBe(false);
}

describe('a probe', () => {
  it('writes to the disk, so that a full one is found', async () => {
    const before = folder.commits();
    await store.probe();
    await store.probe();
    expect(folder.commits() - before).toBe(2);
  });

  it('rejects while the database takes no write, and resolves when it does again', async () => {
    database.raw.pragma('query_only = ON');
    await expect(store.probe()).rejects.toThrow('readonly');
    database.raw.pragma('query_only = OFF');
    await expect(store.probe()).resolves.toBeUndefined();
  });
});

describe('what rests on the disk', () => {
  it('holds no body of a message in clear, in or out, by TwiML or by REST', async () => {
    const { contactId, conversationId } = await begin(store, {
      message: arrived('SM1', 'body-that-came'),
      say: [say('body-by-rest')],
      conversation: { state: BUSY },
    });
    await store.record({
      contact: ANA,
      contactId,
      conversationId,
      message: messageOf('SM2', 'body-kept'),
      status: 'kept',
      now: NOW,
    });
    await commit(
      store,
      nextTurn(await openContact(store), {
        say: [say('body-by-twiml')],
        route: 'twiml',
        message: arrived('SM3', 'body-on-hold'),
      }),
    );
    await store.enqueueText({ contact: ANA, text: 'body-alone', shown: 'body-alone', now: NOW });
    expectNotOnDisk('body-that-came', 'body-by-rest', 'body-kept', 'body-by-twiml', 'body-on-hold', 'body-alone');
  });

  it('holds no secret attribute, no last message and no lasting attribute in clear', async () => {
    const attributes = { pin: 'secret-pin-4711', open: 'in-clear' };
    const state = stateOf({ attributes, message: { text: 'last-message-said', media: [], secret: true } });
    await begin(store, { conversation: { state, secrets: new Set(['pin']) }, contactAttributes: { phone: 'lasting-phone' } });
    expectNotOnDisk('secret-pin-4711', 'last-message-said', 'lasting-phone');
  });

  it('holds no secret of a conversation, in any form, once another turn has ended it', async () => {
    const state = stateOf({ attributes: { pin: '4711' } });
    const { contactId, conversationId } = await begin(store, { conversation: { state, secrets: new Set(['pin']) } });
    await commit(store, turnOf({ contactId, ends: { id: conversationId, revision: 1, outcome: 'interrupted' } }));
    const secrets = database.raw.prepare('SELECT secrets FROM conversations WHERE id = ?').pluck();
    expect(secrets.get(conversationId)).toBeNull();
  });

  it('holds a typed code in no form once the turn that read it is committed', async () => {
    const { contactId, conversationId } = await begin(store, { conversation: { state: BUSY } });
    await store.record({
      contact: ANA,
      contactId,
      conversationId,
      message: messageOf('SM2', 'code 483911'),
      status: 'kept',
      now: NOW,
    });
    expect(keptTexts()).toContain('code 483911');
    const opened = await openContact(store);
    const read = [{ id: opened.kept[0]?.id ?? 0, status: 'used' as const, shown: 'code ••••••' }];
    await commit(store, nextTurn(opened, { read, message: arrived('SM3', '902217', '••••••') }));
    expect(keptTexts().join()).not.toMatch(/483911|902217/);
    expectNotOnDisk('483911', '902217');
  });

  it('holds the code of a text in no form once the text has left, whatever became of it', async () => {
    const results = [
      { as: 'sent', sid: 'SM9' },
      { as: 'unknown', reason: 'no answer' },
      { as: 'refused', code: 21211, reason: 'no', retry: false, retryAfter: null },
    ] as const;
    for (const result of results) {
      const messageId = await enqueue(store, { contact: ANA, text: 'code 483911', shown: 'code ••••••', now: NOW });
      const [job] = await store.claimJobs({ now: NOW, limit: 1, sends: 10, leaseUntil: NOW + 1 });
      await store.beginSend({ messageId, now: NOW });
      expect(keptTexts()).toContain('code 483911');
      await store.settleSend({ messageId, jobId: job?.id ?? 0, result, retryAt: null, now: NOW });
      expect(keptTexts().join()).not.toContain('483911');
    }
    expect(keptTexts()).toEqual(['code ••••••', 'code ••••••', 'code ••••••']);
    expect(folder.bytes().includes('483911')).toBe(false);
  });

  it('holds the code of a text in no form once a restart has found that it was being sent', async () => {
    const messageId = await enqueue(store, { contact: ANA, text: 'code 483911', shown: 'code ••••••', now: NOW });
    await store.beginSend({ messageId, now: NOW });
    await store.recover({ now: NOW });
    expect(keptTexts()).toEqual(['code ••••••']);
  });

  it('holds the code of a text in no form once it was said by TwiML', async () => {
    const { said } = await begin(store, { route: 'twiml', message: arrived('SM1'), say: [say('code 483911', 'code ••••••')] });
    await store.markSaid({ ids: said.map(({ id }) => id), now: NOW });
    expect(keptTexts().join()).not.toContain('483911');
  });

  it('holds of the ids that were taken only hashes under a key', async () => {
    const other = createStore(database, sealer, { dedupe: Buffer.alloc(32, 9) });
    await begin(store, { message: arrived('SM1') });
    expect((await other.open({ contact: ANA, sid: 'SM1' })).seen).toBeNull();
    const stored = database.raw.prepare('SELECT key FROM dedupe').pluck().all() as Buffer[];
    expect(stored.map((key) => key.length)).toEqual([16]);
  });
});

it('a new file can be read by its owner only, with the files beside it', () => {
  for (const name of readdirSync(dirname(folder.file)).filter((each) => each.startsWith(basename(folder.file)))) {
    expect([name, statSync(join(dirname(folder.file), name)).mode & 0o777]).toEqual([name, 0o600]);
  }
});
