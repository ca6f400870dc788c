import { expect, it } from 'vitest';
import type { Stores } from '../../db/open-store.ts';
import { deriveKeys, Sealer } from '../../src/lib/seal.ts';
import type { Place, Retention } from '../../src/runtime/housekeeping.ts';
import {
  ANA,
  arrived,
  begin,
  BO,
  BUSY,
  commit,
  detailOf,
  ENDED,
  enqueue,
  nextTurn,
  NOW,
  openContact,
  say,
  SECOND,
  traceOf,
} from './store-fixtures.ts';

/** Stores on one database. `reopen` closes them and opens them with other keys. */
export interface KeptStores {
  readonly stores: Stores;
  readonly reopen: (sealer: Sealer) => Promise<Stores>;
}

const DAY = 86_400_000;
const ALL = { address: null, state: null, before: null, limit: 99 };
const keyOf = (byte: number) => deriveKeys(Buffer.alloc(32, byte)).seal;
/** The key that the databases of the contract begin with. */
const FIRST_KEY = keyOf(5);
const SECOND_KEY = keyOf(6);

const days = (count: number, other: Partial<Retention> = {}): Retention => ({
  conversations: count * DAY,
  messages: count * DAY,
  traces: count * DAY,
  dead_letters: count * DAY,
  audit: count * DAY,
  ...other,
});

/** One whole round; gives how many rows went. */
async function purge({ housekeeping }: Stores, retention: Retention, now: number): Promise<number> {
  let deleted = 0;
  for (let from: Place | null = null, more = true; more; ) {
    const slice = await housekeeping.purge({ retention, from, now });
    deleted += slice.deleted;
    from = slice.next;
    more = from !== null;
  }
  return deleted;
}

/** All that the owner's system is to be told is told. */
async function tellEvents({ eventStore }: Stores, now: number): Promise<void> {
  for (;;) {
    const events = await eventStore.claimEvents({ now, limit: 99, leaseUntil: now + SECOND });
    if (events.length === 0) return;
    for (const { jobId } of events) await eventStore.settleEvent({ jobId, settled: { as: 'told' }, now });
  }
}

async function reseal({ housekeeping }: Stores): Promise<{ resealed: number; unreadable: number }> {
  const sum = { resealed: 0, unreadable: 0 };
  for (let from: Place | null = null, more = true; more; ) {
    const slice = await housekeeping.reseal({ from });
    sum.resealed += slice.resealed;
    sum.unreadable += slice.unreadable;
    from = slice.next;
    more = from !== null;
  }
  return sum;
}

/** What every database must do about age and keys. */
export function housekeepingPromises(kept: () => KeptStores): void {
  purges(() => kept().stores);
  keepsLonger(() => kept().stores);
  reseals(kept);
}

function purges(stores: () => Stores): void {
  it('deletes ended conversations with their texts and traces, and contacts of whom nothing is left', async () => {
    const { store } = stores();
    const ended = { conversation: { state: ENDED }, say: [say('Bye.')], route: 'twiml', trace: traceOf('over') } as const;
    const old = await begin(store, { ...ended, message: arrived('SM1') });
    await store.markSaid({ ids: old.said.map(({ id }) => id), now: NOW });
    const young = await begin(store, { ...ended, contact: BO, now: NOW + 2 * DAY });
    await tellEvents(stores(), NOW + 3 * DAY);
    await purge(stores(), days(30), NOW + 31 * DAY);
    expect((await store.listConversations(ALL)).items.map(({ id }) => id)).toEqual([young.conversationId]);
    expect(await store.readContact({ contactId: old.contactId })).toBeNull();
    expect(await store.readContact({ contactId: young.contactId })).not.toBeNull();
    expect(await purge(stores(), days(30), NOW + 31 * DAY)).toBe(0);
    // A repeat of that webhook must not begin the conversation anew.
    expect(await openContact(store, ANA, 'SM1')).toMatchObject({ seen: { unsaid: [] } });
  });

  it('counts the age of a conversation from its end', async () => {
    const { store } = stores();
    const { conversationId } = await begin(store);
    await commit(store, nextTurn(await openContact(store), { now: NOW + 10 * DAY, conversation: { state: ENDED } }));
    await purge(stores(), days(30), NOW + 39 * DAY);
    expect(await store.readConversation({ id: conversationId })).not.toBeNull();
    await purge(stores(), days(30), NOW + 41 * DAY);
    expect(await store.readConversation({ id: conversationId })).toBeNull();
  });

  it('keeps each kind for its own time', async () => {
    const { store } = stores();
    const { conversationId } = await begin(store, {
      message: arrived('SM1'),
      trace: traceOf('first'),
      conversation: { state: ENDED },
    });
    await purge(stores(), days(30, { traces: 2 * DAY }), NOW + 3 * DAY);
    expect(await detailOf(store, conversationId)).toMatchObject({ trace: [], transcript: [{ text: 'hello' }] });
    await purge(stores(), days(30, { traces: 2 * DAY, messages: 4 * DAY }), NOW + 5 * DAY);
    expect(await detailOf(store, conversationId)).toMatchObject({ trace: [], transcript: [] });
  });

  it('deletes old entries of the audit log, and lets nobody delete younger ones', async () => {
    const { consoleStore } = stores();
    const entry = { who: 'ada', address: '127.0.0.1', action: 'look', target: null };
    for (const at of [NOW, NOW + 10 * DAY]) await consoleStore.addAudit({ ...entry, at });
    await purge(stores(), days(30), NOW + 35 * DAY);
    expect((await consoleStore.listAudit({ before: null, limit: 9 })).items).toMatchObject([{ at: NOW + 10 * DAY }]);
  });

  it('gets through more rows than one slice looks at', async () => {
    const { store } = stores();
    for (let count = 0; count < 120; count++) {
      const contact = { ...ANA, theirs: `+1415555${1000 + count}` };
      await begin(store, { contact, message: arrived(`SM${count}`), trace: traceOf('x'), conversation: { state: ENDED } });
    }
    await tellEvents(stores(), NOW + DAY);
    await purge(stores(), days(30), NOW + 31 * DAY);
    expect((await store.listConversations(ALL)).items).toEqual([]);
    expect(await store.findContacts({ address: '+14155551119' })).toEqual([]);
  });
}

function keepsLonger(stores: () => Stores): void {
  it('keeps what is open, what has still to be sent, and whose number is still trusted, whatever the age', async () => {
    const { store } = stores();
    const open = await begin(store, { message: arrived('SM1'), conversation: { state: BUSY } });
    await store.record({
      contact: ANA,
      contactId: open.contactId,
      conversationId: open.conversationId,
      message: { sid: 'SM2', text: 'kept', media: [], button: null, location: null, name: null, optOut: null },
      status: 'kept',
      now: NOW,
    });
    const queued = await enqueue(store, { contact: BO, text: 'later', shown: 'later', now: NOW });
    const trusted = { ...ANA, theirs: '+14155550188' };
    const claim = { phone: trusted.theirs, at: NOW, until: NOW + 90 * DAY, by: 'builtin' };
    const { contactId } = await begin(store, { contact: trusted, conversation: { state: ENDED }, claim });
    await tellEvents(stores(), NOW + DAY);
    await purge(stores(), days(30), NOW + 60 * DAY);
    expect((await detailOf(store, open.conversationId)).transcript.map(({ status }) => status)).toEqual(['kept']);
    expect(await store.beginSend({ messageId: queued, now: NOW + 60 * DAY })).toMatchObject({ text: 'later' });
    expect(await store.readContact({ contactId })).toMatchObject({ conversations: [], verified: claim });
    await purge(stores(), days(30), NOW + 91 * DAY);
    expect(await store.readContact({ contactId })).toBeNull();
  });
}

function reseals(kept: () => KeptStores): void {
  it('needs the old key no more once everything is sealed anew', async () => {
    const { store } = kept().stores;
    const secrets = new Set(['pin']);
    const state = { ...ENDED, waiting: 'message' as const, step: 'ask', outcome: null, attributes: { pin: '4711' } };
    const claim = { phone: BO.theirs, at: NOW, until: NOW + SECOND, by: 'builtin' };
    const given = { contactAttributes: { plan: 'gold' }, claim, message: arrived('SM1', 'a secret wish', 'a wish') };
    const { contactId, conversationId } = await begin(store, { ...given, conversation: { state, secrets } });
    const both = await kept().reopen(new Sealer([SECOND_KEY, FIRST_KEY]));
    expect((await reseal(both)).resealed).toBeGreaterThanOrEqual(4);
    expect(await reseal(both)).toEqual({ resealed: 0, unreadable: 0 });
    const after = await kept().reopen(new Sealer([SECOND_KEY]));
    expect((await openContact(after.store)).conversation?.state.attributes).toEqual({ pin: '4711' });
    expect(await after.store.readContact({ contactId })).toMatchObject({ attributes: { plan: 'gold' }, verified: claim });
    expect((await detailOf(after.store, conversationId)).transcript).toMatchObject([{ text: 'a wish' }]);
  });

  it('takes the kept answers of the service for codes along', async () => {
    const call = { key: Buffer.alloc(32, 1), request: Buffer.alloc(32, 2), keptUntil: NOW };
    const answer = { status: 200, body: { status: 'sent' } };
    await kept().stores.otpStore.remember({ call, answer, now: 1 });
    await reseal(await kept().reopen(new Sealer([SECOND_KEY, FIRST_KEY])));
    const { otpStore } = await kept().reopen(new Sealer([SECOND_KEY]));
    expect(await otpStore.remember({ call, answer: { status: 500, body: {} }, now: 2 })).toEqual({ as: 'answered', answer });
  });

  it('leaves alone what no key opens, and says how much that is', async () => {
    await begin(kept().stores.store, { message: arrived('SM1') });
    // The keys of the hashes are sealed under the second key then, the texts are not.
    await kept().reopen(new Sealer([SECOND_KEY, FIRST_KEY]));
    expect(await reseal(await kept().reopen(new Sealer([SECOND_KEY])))).toEqual({ resealed: 0, unreadable: 1 });
  });
}
