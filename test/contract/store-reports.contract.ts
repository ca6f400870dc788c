import { expect, it } from 'vitest';
import type { DeliveryReport, Store } from '../../src/runtime/store.ts';
import {
  ANA,
  arrived,
  begin,
  claimDue,
  detailOf,
  LOST,
  NOW,
  openContact,
  queueText,
  SENT,
  say,
  sendText,
  statusesOf,
} from './store-fixtures.ts';

type Told = DeliveryReport['status'];

/** The way of a text as the far side tells it, best last. */
const WAYS: readonly (readonly Told[])[] = [
  ['sent', 'delivered', 'read'],
  ['sent', 'undelivered'],
  ['sent', 'failed'],
];

/** What delivery reports change, in whatever order they come. */
export function reportPromises(store: () => Store): void {
  movesForward(store);
  findsTheText(store);
  settlesDoubts(store);
  optsOut(store);
}

function orders<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, at) => orders(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

function tell(store: Store, messageId: number | null, status: Told, more: Partial<DeliveryReport> = {}) {
  return store.report({ messageId, sid: 'SM900', status, code: null, now: NOW, ...more });
}

function movesForward(store: () => Store): void {
  it.each(WAYS.flatMap((way) => orders(way).map((order) => [order.join(', '), way.at(-1), order] as const)))(
    'moves a text forward only: told %s, it is %s',
    async (_, best, order) => {
      const { messageId, conversationId } = await sendText(store(), SENT);
      for (const status of order) await tell(store(), messageId, status);
      expect(await statusesOf(store(), conversationId)).toEqual([best]);
    },
  );

  it('keeps the first of two last words', async () => {
    const { messageId, conversationId } = await sendText(store(), SENT);
    await tell(store(), messageId, 'delivered');
    await tell(store(), messageId, 'failed');
    expect(await statusesOf(store(), conversationId)).toEqual(['delivered']);
  });

  it('takes a report that overtakes the answer of the send', async () => {
    const { messageId, jobId, conversationId } = await queueText(store());
    await store().beginSend({ messageId, now: NOW });
    await tell(store(), messageId, 'delivered');
    await store().settleSend({ messageId, jobId, result: SENT, retryAt: null, now: NOW });
    expect(await statusesOf(store(), conversationId)).toEqual(['delivered']);
    expect(await store().nextJobAt()).toBeNull();
  });
}

function findsTheText(store: () => Store): void {
  it('says whom the text was for', async () => {
    const { messageId } = await sendText(store(), SENT);
    expect(await tell(store(), messageId, 'delivered')).toEqual(ANA);
  });

  it('finds a text by its sid when its own id is missing', async () => {
    const { conversationId } = await sendText(store(), SENT);
    expect(await tell(store(), null, 'delivered')).toEqual(ANA);
    expect(await statusesOf(store(), conversationId)).toEqual(['delivered']);
  });

  it('learns the sid of a text that went out on a webhook', async () => {
    const { said, conversationId } = await begin(store(), { route: 'twiml', message: arrived('SM1'), say: [say('one')] });
    await tell(store(), said[0]?.id ?? 0, 'delivered', { sid: 'SM901' });
    await store().markSaid({ ids: [said[0]?.id ?? 0], now: NOW });
    expect((await detailOf(store(), conversationId)).transcript[1]).toMatchObject({ status: 'delivered', sid: 'SM901' });
    expect((await openContact(store(), ANA, 'SM1')).seen?.unsaid).toEqual([]);
  });

  it('refuses a report with another sid than the recorded one', async () => {
    const { messageId, conversationId } = await sendText(store(), SENT);
    expect(await tell(store(), messageId, 'failed', { sid: 'SM901' })).toBeNull();
    expect((await detailOf(store(), conversationId)).transcript).toMatchObject([{ status: 'sent', sid: 'SM900' }]);
  });

  it('knows no text by an id or a sid that is none of ours', async () => {
    const { conversationId } = await begin(store(), { message: arrived('SM900') });
    expect(await tell(store(), 999, 'delivered')).toBeNull();
    expect(await tell(store(), null, 'delivered', { sid: 'SM999' })).toBeNull();
    // The sid, and the id, of a message that came in.
    expect(await tell(store(), null, 'delivered')).toBeNull();
    expect(await tell(store(), 1, 'delivered')).toBeNull();
    expect(await statusesOf(store(), conversationId)).toEqual(['used']);
  });
}

function settlesDoubts(store: () => Store): void {
  it.each(['sent', 'delivered', 'undelivered', 'failed', 'read'] as const)(
    'settles a doubt by the report "%s", and its job with it',
    async (status) => {
      const { messageId, conversationId } = await sendText(store(), LOST);
      expect(await tell(store(), messageId, status, { sid: 'SM7' })).toEqual(ANA);
      expect((await detailOf(store(), conversationId)).transcript).toMatchObject([{ status, sid: 'SM7' }]);
      expect(await store().readDoubt({ messageId })).toBeNull();
      expect(await store().nextJobAt()).toBeNull();
    },
  );

  it('keeps a text from being sent again when its report comes just before that', async () => {
    const { messageId, jobId, conversationId } = await sendText(store(), LOST);
    await claimDue(store(), (await store().nextJobAt()) ?? 0);
    await store().settleDoubt({ messageId, jobId, settled: { as: 'again' }, now: NOW });
    await tell(store(), messageId, 'delivered', { sid: 'SM7' });
    expect(await store().beginSend({ messageId, now: NOW })).toBeNull();
    expect(await statusesOf(store(), conversationId)).toEqual(['delivered']);
  });
}

function optsOut(store: () => Store): void {
  it('opts a contact out whom the carrier says has opted out', async () => {
    const { messageId, conversationId } = await sendText(store(), SENT);
    await tell(store(), messageId, 'undelivered', { code: 21610 });
    expect((await openContact(store())).optedOut).toBe(true);
    expect(await detailOf(store(), conversationId)).toMatchObject({ state: 'ended', outcome: 'opted_out' });
  });

  it('opts nobody out for another code', async () => {
    const { messageId } = await sendText(store(), SENT);
    await tell(store(), messageId, 'undelivered', { code: 30005 });
    expect((await openContact(store())).optedOut).toBe(false);
  });
}
