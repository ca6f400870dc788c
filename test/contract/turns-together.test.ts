import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStores } from '../../db/open-store.ts';
import { deriveKeys, Sealer } from '../../src/lib/seal.ts';
import type { Store } from '../../src/runtime/store.ts';
import { postgresServer } from '../support/postgres.ts';
import { ANA, arrived, BO, begin, nextTurn, openContact, say, stateOf, turnOf } from './store-fixtures.ts';

const server = await postgresServer();
let url: string;
let store: Store;
beforeEach(async () => {
  url = await server.create();
  ({ store } = await openStores({ kind: 'postgres', url }, new Sealer([deriveKeys(Buffer.alloc(32, 5)).seal])));
});
afterEach(async () => {
  await store.close();
  await server.drop(url);
});

const contactOf = (at: number) => ({ ...ANA, theirs: `+1415555${2000 + at}` });
const turnFor = (at: number) => turnOf({ contact: contactOf(at), message: arrived(`SM${at}`), say: [say(`hi ${at}`)] });
const TRANSACTIONS = 'SELECT count(DISTINCT xmin::text)::int AS n FROM traces';

/** From outside: until `release`, nobody else changes this contact. */
async function holdContact(id: number | null) {
  const outside = new pg.Client({ connectionString: url });
  await outside.connect();
  await outside.query('BEGIN');
  await outside.query('SELECT 1 FROM contacts WHERE id = $1 FOR UPDATE', [id]);
  return { release: () => outside.end() };
}

describe('turns on Postgres', () => {
  it('of many people at once share a transaction, and each has its own outcome', async () => {
    const done = await Promise.all(Array.from({ length: 40 }, (_, at) => store.commit(turnFor(at))));
    expect(done.map((one) => one.as === 'committed' && one.said.map(({ text }) => text))).toEqual(
      done.map((_, at) => [`hi ${at}`]),
    );
    expect(await server.query(TRANSACTIONS, [], url)).toEqual([{ n: 1 }]);
  });

  it('of one person at once are made one after the other, beside those of others', async () => {
    await begin(store);
    const turn = nextTurn(await openContact(store));
    const done = await Promise.all([store.commit(turn), store.commit(turnFor(1)), store.commit(turn)]);
    expect(done.map(({ as }) => as)).toEqual(['committed', 'committed', 'conflict']);
  });

  it('do not wait for a person whom somebody else is at work on', async () => {
    await begin(store);
    await begin(store, { contact: BO });
    const [ana, bo] = [await openContact(store), await openContact(store, BO)];
    const held = await holdContact(ana.contactId);
    let isDone = false;
    const waiting = store.commit(nextTurn(ana)).finally(() => (isDone = true));
    expect(await store.commit(nextTurn(bo, { contact: BO }))).toMatchObject({ as: 'committed' });
    expect(isDone).toBe(false);
    await held.release();
    expect(await waiting).toMatchObject({ as: 'committed' });
  });

  it('are kept with what Postgres would refuse in a text replaced', async () => {
    const state = stateOf({ attributes: { name: 'Ada\ud800\0' } });
    await begin(store, { conversation: { state }, message: { ...arrived('SM1'), button: 'yes\ud800\0' } });
    expect((await openContact(store)).conversation?.state.attributes).toEqual({ name: 'Ada\ud800\0' });
  });
});
