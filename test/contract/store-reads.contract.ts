import { expect, it } from 'vitest';
import type { ContactKey } from '../../src/runtime/ports.ts';
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
  messageOf,
  NOW,
  nextTurn,
  openContact,
  SECOND,
  say,
  stateOf,
  traceOf,
} from './store-fixtures.ts';

const ALL = { address: null, state: null, before: null, limit: 10 };

/** What people look at: nothing is changed by it, and nothing secret comes out. */
export function readPromises(store: () => Store): void {
  lists(store);
  narrows(store);
  shows(store);
  erases(store);
}

function phone(index: number): ContactKey {
  return { ...ANA, theirs: `+1415555020${index}` };
}

function narrows(store: () => Store): void {
  const call = { ok: false, api: 'ask', method: 'GET', url: 'https://a.example/', request: null, response: null };
  const failed = [{ step: 'ask', on: 'api', call: { ...call, status: 500, attempts: 1, ms: 5 } }];
  const idsOf = async (query: Partial<Parameters<Store['listConversations']>[0]>) =>
    (await store().listConversations({ ...ALL, ...query })).items.map(({ address }) => address);

  it('finds conversations by how their address ends, by their flow, and by a call that failed', async () => {
    await begin(store(), { trace: failed });
    await begin(store(), { contact: BO, conversation: { flow: 'help' } });
    expect(await idsOf({ ending: ANA.theirs.slice(-4) })).toEqual([ANA.theirs]);
    expect(await idsOf({ flow: 'help' })).toEqual([BO.theirs]);
    expect(await idsOf({ failed: true })).toEqual([ANA.theirs]);
    expect(await idsOf({ failed: true, flow: 'help' })).toEqual([]);
    expect((await store().listConversations(ALL)).items.map((item) => item.failed)).toEqual([false, true]);
  });
}

function erases(store: () => Store): void {
  it('erases a person with all that hangs on them, and nobody else', async () => {
    const ana = await begin(store(), { say: [say('Hello.')], route: 'rest' });
    const bo = await begin(store(), { contact: BO });
    expect(await store().contactKeyOf({ contactId: ana.contactId })).toEqual(ANA);
    await store().eraseContact({ contactId: ana.contactId });
    expect(await store().contactKeyOf({ contactId: ana.contactId })).toBeNull();
    expect(await store().readConversation({ id: ana.conversationId })).toBeNull();
    expect((await store().listConversations(ALL)).items.map(({ id }) => id)).toEqual([bo.conversationId]);
    expect(await store().claimJobs({ now: NOW + SECOND, limit: 10, sends: 10, leaseUntil: NOW + 2 * SECOND })).toEqual([]);
    expect(await openContact(store(), ANA)).toMatchObject({ contactId: null, conversation: null });
  });
}

function lists(store: () => Store): void {
  it('lists the newest conversation first, with all that a list shows', async () => {
    const first = await begin(store());
    const second = await begin(store(), {
      contact: { ...BO, channel: 'whatsapp' },
      now: NOW + SECOND,
      conversation: { state: ENDED, flow: 'help' },
    });
    expect(await store().listConversations(ALL)).toEqual({
      items: [
        {
          id: second.conversationId,
          contactId: second.contactId,
          address: BO.theirs,
          channel: 'whatsapp',
          flow: 'help',
          version: 'v1',
          state: 'ended',
          outcome: 'done',
          failed: false,
          startedAt: NOW + SECOND,
          updatedAt: NOW + SECOND,
        },
        {
          id: first.conversationId,
          contactId: first.contactId,
          address: ANA.theirs,
          channel: 'sms',
          flow: 'signup',
          version: 'v1',
          state: 'waiting',
          outcome: null,
          failed: false,
          startedAt: NOW,
          updatedAt: NOW,
        },
      ],
      next: null,
    });
  });

  it('gives page after page, each conversation once, and says where the last one ends', async () => {
    for (let index = 0; index < 5; index++) await begin(store(), { contact: phone(index) });
    const pages: string[][] = [];
    let before: number | null = null;
    do {
      const page: Awaited<ReturnType<Store['listConversations']>> = await store().listConversations({ ...ALL, before, limit: 2 });
      pages.push(page.items.map(({ address }) => address));
      before = page.next;
    } while (before !== null);
    expect(pages).toEqual([[4, 3], [2, 1], [0]].map((page) => page.map((index) => phone(index).theirs)));
  });

  it('ends the list with a full page when nothing follows', async () => {
    for (let index = 0; index < 2; index++) await begin(store(), { contact: phone(index) });
    const page = await store().listConversations({ ...ALL, limit: 2 });
    expect([page.items.length, page.next]).toEqual([2, null]);
  });

  it('lists those of one address, or in one state, or both', async () => {
    await begin(store(), { conversation: { state: ENDED } });
    await begin(store(), { contact: BO, conversation: { state: BUSY } });
    await begin(store(), { contactId: (await openContact(store())).contactId, conversation: { flow: 'help' } });
    const found = async (
      filter: Partial<typeof ALL> | { address?: string; state?: 'ended' | 'busy' | 'waiting' | 'handed_off' },
    ) => {
      const { items } = await store().listConversations({ ...ALL, ...filter });
      return items.map(({ address, state }) => [address, state]);
    };
    expect(await found({ address: ANA.theirs })).toEqual([
      [ANA.theirs, 'waiting'],
      [ANA.theirs, 'ended'],
    ]);
    expect(await found({ state: 'busy' })).toEqual([[BO.theirs, 'busy']]);
    expect(await found({ address: ANA.theirs, state: 'ended' })).toEqual([[ANA.theirs, 'ended']]);
    expect(await found({ address: BO.theirs, state: 'ended' })).toEqual([]);
    expect(await found({ state: 'handed_off' })).toEqual([]);
  });
}

function shows(store: () => Store): void {
  it('knows no conversation that never was', async () => {
    expect(await store().readConversation({ id: 999 })).toBeNull();
  });

  it('shows both sides in the order in which they were said', async () => {
    const { conversationId, contactId } = await begin(store(), {
      message: arrived('SM1', 'hi'),
      say: [say('welcome'), say('your name?')],
      conversation: { state: BUSY },
    });
    await store().record({
      contact: ANA,
      contactId,
      conversationId,
      message: messageOf('SM2', 'Ana'),
      status: 'kept',
      now: NOW + 1,
    });
    await commit(
      store(),
      nextTurn(await openContact(store()), { now: NOW + 2, message: arrived('SM3', 'bye'), say: [say('done')] }),
    );
    const { transcript } = await detailOf(store(), conversationId);
    expect(transcript.map(({ direction, text, at }) => [direction, text, at - NOW])).toEqual([
      ['in', 'hi', 0],
      ['out', 'welcome', 0],
      ['out', 'your name?', 0],
      ['in', 'Ana', 1],
      ['in', 'bye', 2],
      ['out', 'done', 2],
    ]);
  });

  it('shows what each turn did, in the order of the turns', async () => {
    const { conversationId } = await begin(store(), { trace: traceOf('first') });
    await begin(store(), { contact: BO, trace: traceOf('of another') });
    await commit(store(), nextTurn(await openContact(store()), { now: NOW + SECOND, trace: [...traceOf('a'), ...traceOf('b')] }));
    expect((await detailOf(store(), conversationId)).trace).toEqual([
      { turn: 1, at: NOW, entries: traceOf('first') },
      { turn: 2, at: NOW + SECOND, entries: [...traceOf('a'), ...traceOf('b')] },
    ]);
  });

  it('shows attributes, the secret ones hidden', async () => {
    const attributes = { name: 'Ana', pin: '4711', deep: { a: [1] } };
    const state = stateOf({ attributes, message: { text: 'pin 4711', media: [], secret: true } });
    const { conversationId } = await begin(store(), { conversation: { state, secrets: new Set(['pin']) } });
    const detail = await detailOf(store(), conversationId);
    expect(detail.attributes).toEqual({ name: 'Ana', pin: '•••', deep: { a: [1] } });
    expect(JSON.stringify(detail)).not.toContain('4711');
  });

  it('shows the transcript of a conversation without what belongs to another', async () => {
    const first = await begin(store(), { message: arrived('SM1', 'mine'), conversation: { state: ENDED } });
    await begin(store(), { contactId: first.contactId, message: arrived('SM2', 'later') });
    expect((await detailOf(store(), first.conversationId)).transcript.map(({ text }) => text)).toEqual(['mine']);
  });
}
