import { expect, it } from 'vitest';
import type { Store } from '../../src/runtime/store.ts';
import {
  ANA,
  arrived,
  BO,
  BUSY,
  begin,
  commit,
  detailOf,
  ENDED,
  NOW,
  nextTurn,
  openContact,
  openConversation,
  SECOND,
  say,
  stateOf,
  traceOf,
  turnOf,
} from './store-fixtures.ts';

/** Reading what a turn needs, and committing it whole or not at all. */
export function turnPromises(store: () => Store): void {
  readsBack(store);
  takesOnce(store);
  guardsRevisions(store);
  keepsOneOpen(store);
}

function readsBack(store: () => Store): void {
  it('knows nothing of a contact nobody has met', async () => {
    expect(await openContact(store(), ANA, 'SM1')).toEqual({
      seen: null,
      contactId: null,
      name: null,
      language: null,
      lastInboundAt: null,
      verified: null,
      attributes: {},
      conversation: null,
      kept: [],
      delayedUntil: null,
      optedOut: false,
      unsentSince: null,
    });
  });

  it('gives the next turn the very state that the last one left', async () => {
    const state = stateOf({
      memory: { tries: 2, list: ['a', null] },
      reminded: true,
      attributes: { phone: '+14155550132', age: 7, ok: false, none: null, deep: { list: [1, 'x'] }, pin: '4711' },
      message: { text: 'my pin is 4711', media: ['https://example.com/a.png'], secret: true },
    });
    const done = await begin(store(), { conversation: { state, secrets: new Set(['pin', 'unset']) } });
    expect(await openContact(store())).toMatchObject({
      contactId: done.contactId,
      conversation: { id: done.conversationId, flow: 'signup', version: 'v1', revision: 1, state },
    });
    expect(openConversation(await openContact(store())).state).toEqual(state);
  });

  it('keeps attributes that outlive the conversation until a turn replaces them', async () => {
    await begin(store(), { contactAttributes: { city: 'Oslo', seen: true } });
    await commit(store(), nextTurn(await openContact(store())));
    expect((await openContact(store())).attributes).toEqual({ city: 'Oslo', seen: true });
    await commit(store(), nextTurn(await openContact(store()), { contactAttributes: { city: 'Rome' } }));
    expect((await openContact(store())).attributes).toEqual({ city: 'Rome' });
  });

  it('queues a word beside the turns only while the conversation waits for a call', async () => {
    const { conversationId } = await begin(store(), { conversation: { state: BUSY } });
    await store().sayMeanwhile({ conversationId, text: 'A moment.', now: NOW });
    expect((await detailOf(store(), conversationId)).transcript.map(({ text }) => text)).toEqual(['A moment.']);
    await commit(store(), nextTurn(await openContact(store()), { conversation: { state: stateOf() } }));
    await store().sayMeanwhile({ conversationId, text: 'Too late.', now: NOW });
    expect((await detailOf(store(), conversationId)).transcript).toHaveLength(1);
    expect((await openContact(store())).conversation?.revision).toBe(2);
  });

  it('keeps the number that was verified last, until another one is', async () => {
    const claim = { phone: '+14155550132', at: NOW, until: NOW + 1000, by: 'builtin' };
    await begin(store(), { claim });
    await commit(store(), nextTurn(await openContact(store())));
    expect((await openContact(store())).verified).toEqual(claim);
    const other = { ...claim, phone: '+14155550177', by: 'twilio-verify' };
    await commit(store(), nextTurn(await openContact(store()), { claim: other }));
    expect((await openContact(store())).verified).toEqual(other);
    expect((await openContact(store(), BO)).verified).toBeNull();
  });

  it('keeps the name that came with the first message', async () => {
    await begin(store(), { message: { ...arrived('SM1'), name: 'Ana' } });
    expect((await openContact(store())).name).toBe('Ana');
  });

  it('takes the same address on another channel, or towards another number, for another contact', async () => {
    const contacts = [ANA, { ...ANA, channel: 'whatsapp' as const }, { ...ANA, ours: '+14155550101' }];
    const ids = new Set<number>();
    for (const contact of contacts) ids.add((await begin(store(), { contact })).contactId);
    expect(ids.size).toBe(3);
  });

  it('says until when a delay lasts, and says nothing for other waits', async () => {
    await begin(store(), { conversation: { state: BUSY }, job: { kind: 'delay', dueAt: NOW + 5 * SECOND } });
    await begin(store(), { contact: BO, conversation: { state: BUSY }, job: { kind: 'call', dueAt: NOW + SECOND, key: 'k' } });
    expect((await openContact(store())).delayedUntil).toBe(NOW + 5 * SECOND);
    expect((await openContact(store(), BO)).delayedUntil).toBeNull();
  });
}

function takesOnce(store: () => Store): void {
  it('takes a message id once', async () => {
    const { messageId } = await begin(store(), { message: arrived('SM1') });
    const opened = await openContact(store(), ANA, 'SM1');
    expect(opened.seen).toEqual({ id: messageId, unsaid: [] });
    expect((await openContact(store(), ANA, 'SM2')).seen).toBeNull();
    expect(await store().commit(nextTurn(opened, { message: arrived('SM1') }))).toEqual({ as: 'seen' });
  });

  it('takes a message id once, also by two commits at once', async () => {
    const results = await Promise.all([ANA, BO].map((contact) => store().commit(turnOf({ contact, message: arrived('SM1') }))));
    expect(results.map(({ as }) => as).toSorted()).toEqual(['committed', 'seen']);
    expect((await store().listConversations({ address: null, state: null, before: null, limit: 10 })).items).toHaveLength(1);
  });

  it('changes nothing when the message was taken before', async () => {
    await begin(store(), { message: arrived('SM1') });
    const before = await openContact(store());
    const repeat = { message: arrived('SM1'), say: [say('twice')], contactAttributes: { city: 'Oslo' } };
    await store().commit(nextTurn(before, { ...repeat, job: { kind: 'no_reply', dueAt: NOW } }));
    expect(await openContact(store())).toEqual(before);
    expect(await store().nextJobAt()).toBeNull();
  });
}

function guardsRevisions(store: () => Store): void {
  it('answers another turn of the same revision with a conflict, and changes nothing', async () => {
    const { conversationId } = await begin(store());
    const stale = await openContact(store());
    await commit(store(), nextTurn(stale, { trace: traceOf('first') }));
    const before = { opened: await openContact(store()), detail: await detailOf(store(), conversationId) };
    const late = nextTurn(stale, {
      conversation: { state: ENDED },
      message: arrived('SM2'),
      say: [say('late')],
      trace: traceOf('late'),
      job: { kind: 'no_reply', dueAt: NOW },
      contactAttributes: { city: 'Oslo' },
    });
    expect(await store().commit(late)).toEqual({ as: 'conflict' });
    expect({ opened: await openContact(store()), detail: await detailOf(store(), conversationId) }).toEqual(before);
    expect((await openContact(store(), ANA, 'SM2')).seen).toBeNull();
    expect(await store().nextJobAt()).toBeNull();
  });

  it('lets one of many turns at once through', async () => {
    await begin(store());
    const opened = await openContact(store());
    const results = await Promise.all(Array.from({ length: 5 }, () => store().commit(nextTurn(opened))));
    expect(results.map(({ as }) => as).toSorted()).toEqual(['committed', 'conflict', 'conflict', 'conflict', 'conflict']);
    expect(openConversation(await openContact(store())).revision).toBe(2);
  });

  it('commits a turn whole or not at all', async () => {
    await begin(store());
    const before = await openContact(store());
    const kept = { id: 1, status: 'used' as const, shown: null };
    const broken = nextTurn(before, {
      message: { ...arrived('SM2'), text: 'x' },
      read: [kept],
      say: [say('lost')],
      replyTo: null,
    });
    // Something that no row can hold: it is found out after the conversation and its texts were already written.
    const trace = [{ step: 'ask', on: 1n as unknown as string }];
    await expect(store().commit({ ...broken, trace })).rejects.toThrow();
    expect(await openContact(store(), ANA, 'SM2')).toEqual(before);
    expect(await store().nextJobAt()).toBeNull();
  });

  it('harms none of its neighbours when one of many turns at once is refused', async () => {
    const turns = [turnOf(), turnOf({ contactId: 999_999 }), turnOf({ contact: BO })];
    const [first, broken, last] = await Promise.allSettled(turns.map((turn) => store().commit(turn)));
    expect([first?.status, broken?.status, last?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await openContact(store())).conversation).not.toBeNull();
    expect((await openContact(store(), BO)).conversation).not.toBeNull();
  });
}

function keepsOneOpen(store: () => Store): void {
  it('has at most one open conversation a contact', async () => {
    const { contactId, conversationId } = await begin(store());
    expect(await store().commit(turnOf({ contactId, message: arrived('SM2') }))).toEqual({ as: 'conflict' });
    expect(openConversation(await openContact(store(), ANA, 'SM2')).id).toBe(conversationId);
    expect((await openContact(store(), ANA, 'SM2')).seen).toBeNull();
  });

  it('lets one of two first messages of a new contact begin, and tells the other to read again', async () => {
    const results = await Promise.all(['SM1', 'SM2'].map((sid) => store().commit(turnOf({ message: arrived(sid) }))));
    expect(results.map(({ as }) => as).toSorted()).toEqual(['committed', 'conflict']);
  });

  it('begins anew once the conversation has ended', async () => {
    const first = await begin(store(), { conversation: { state: ENDED } });
    expect((await openContact(store())).conversation).toBeNull();
    const second = await begin(store(), { contactId: first.contactId });
    expect(second.conversationId).not.toBe(first.conversationId);
    expect(openConversation(await openContact(store())).id).toBe(second.conversationId);
  });

  it('ends one conversation and begins the next in the same turn', async () => {
    const first = await begin(store(), { job: { kind: 'no_reply', dueAt: NOW } });
    const ends = { id: first.conversationId, revision: 1, outcome: 'interrupted' };
    const second = await begin(store(), { contactId: first.contactId, ends, now: NOW + SECOND, conversation: { flow: 'help' } });
    const detail = await detailOf(store(), first.conversationId);
    expect(detail).toMatchObject({ state: 'ended', outcome: 'interrupted', updatedAt: NOW + SECOND });
    expect(openConversation(await openContact(store()))).toMatchObject({ id: second.conversationId, flow: 'help' });
    expect(await store().nextJobAt()).toBeNull();
  });

  it('begins nothing when another turn has ended the one to end', async () => {
    const { contactId, conversationId } = await begin(store());
    await commit(store(), nextTurn(await openContact(store()), { conversation: { state: ENDED } }));
    const ends = { id: conversationId, revision: 1, outcome: 'interrupted' };
    expect(await store().commit(turnOf({ contactId, ends }))).toEqual({ as: 'conflict' });
    expect((await openContact(store())).conversation).toBeNull();
    expect((await detailOf(store(), conversationId)).outcome).toBe('done');
  });

  it('ends nothing and begins nothing when the one to end has moved on', async () => {
    const { contactId, conversationId } = await begin(store());
    await commit(store(), nextTurn(await openContact(store())));
    const ends = { id: conversationId, revision: 1, outcome: 'interrupted' };
    expect(await store().commit(turnOf({ contactId, ends, conversation: { flow: 'help' } }))).toEqual({ as: 'conflict' });
    expect(openConversation(await openContact(store()))).toMatchObject({ id: conversationId, flow: 'signup', revision: 2 });
  });
}
