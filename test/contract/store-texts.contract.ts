import { expect, it } from 'vitest';
import type { SendResult } from '../../src/runtime/ports.ts';
import type { Store } from '../../src/runtime/store.ts';
import {
  ANA,
  arrived,
  BO,
  begin,
  claimDue,
  detailOf,
  ENDED,
  enqueue,
  LOST,
  NOW,
  openContact,
  queueText,
  SECOND,
  SENT,
  say,
  statusesOf,
} from './store-fixtures.ts';

const REFUSED: SendResult = { as: 'refused', code: 21211, reason: 'not a number', retry: false, retryAfter: null };
const BUSY_LINE: SendResult = { as: 'refused', code: 20429, reason: 'too many at once', retry: true, retryAfter: 1 };

/** Texts on their way out, by the webhook's answer or by the channel. */
export function textPromises(store: () => Store): void {
  sends(store);
  settles(store);
  claimsForTwiml(store);
  reroutesNothingElse(store);
  sendsAlone(store);
  expires(store);
  recovers(store);
}

function sends(store: () => Store): void {
  it('makes one job for each text that goes by the channel', async () => {
    const { said } = await begin(store(), { say: [say('one'), say('two')] });
    expect(said.map(({ text }) => text)).toEqual(['one', 'two']);
    for (const { id } of said) {
      const [job, ...others] = await claimDue(store());
      expect(job).toMatchObject({ kind: 'send', messageId: id, contact: ANA, conversationId: null });
      expect(others).toEqual([]);
      await store().dropJob({ id: job?.id ?? 0, revision: 0 });
    }
    expect(await store().nextJobAt()).toBeNull();
  });

  it('begins a send once, and doubts one that is begun again', async () => {
    const { messageId, conversationId } = await queueText(store(), {
      text: 'look',
      shown: 'look',
      media: ['https://example.com/a.png'],
    });
    const both = await Promise.all([1, 2].map(() => store().beginSend({ messageId, now: NOW })));
    expect(both.filter((one) => one !== null)).toEqual([
      { id: messageId, contact: ANA, text: 'look', media: ['https://example.com/a.png'], template: null, buttons: [] },
    ]);
    expect(await statusesOf(store(), conversationId)).toEqual(['unknown']);
  });

  it('sends a picture without words', async () => {
    const media = ['https://example.com/a.png'];
    const { messageId } = await queueText(store(), { text: '', shown: '', media });
    expect(await store().beginSend({ messageId, now: NOW })).toMatchObject({ id: messageId, contact: ANA, text: '', media });
  });

  it('begins no send of a text that is not there', async () => {
    expect(await store().beginSend({ messageId: 999, now: NOW })).toBeNull();
  });
}

function settles(store: () => Store): void {
  const settle = async (result: SendResult, retryAt: number | null, text = say('hello')) => {
    const queued = await queueText(store(), text);
    await store().beginSend({ messageId: queued.messageId, now: NOW });
    await store().settleSend({ messageId: queued.messageId, jobId: queued.jobId, result, retryAt, now: NOW });
    return queued;
  };

  it('is done with a text that was sent, and knows its sid', async () => {
    const { conversationId, messageId } = await settle(SENT, null);
    expect((await detailOf(store(), conversationId)).transcript).toEqual([
      { direction: 'out', text: 'hello', at: NOW, status: 'sent', sid: 'SM900' },
    ]);
    expect(await store().nextJobAt()).toBeNull();
    expect(await store().beginSend({ messageId, now: NOW })).toBeNull();
  });

  it('sends a text again, whole, when it is to be tried again', async () => {
    const { messageId, conversationId } = await settle(BUSY_LINE, NOW + SECOND, say('code 483911', 'code ••••••'));
    expect(await statusesOf(store(), conversationId)).toEqual(['queued']);
    expect(await store().claimJobs({ now: NOW + SECOND - 1, limit: 9, sends: 10, leaseUntil: NOW + 9 * SECOND })).toEqual([]);
    const [job] = await store().claimJobs({ now: NOW + SECOND, limit: 9, sends: 10, leaseUntil: NOW + 9 * SECOND });
    expect(job).toMatchObject({ messageId, attempts: 2 });
    expect(await store().beginSend({ messageId, now: NOW })).toMatchObject({ text: 'code 483911' });
  });

  it('tries a text never again that was refused for good', async () => {
    const { conversationId } = await settle(REFUSED, null);
    expect(await statusesOf(store(), conversationId)).toEqual(['failed']);
    expect(await store().nextJobAt()).toBeNull();
    expect(await store().recover({ now: NOW })).toMatchObject({ jobs: 0, texts: 0 });
  });

  it('does not try a text again of which nobody knows whether it was taken, before that is known', async () => {
    const { conversationId, messageId } = await settle(LOST, null);
    expect(await statusesOf(store(), conversationId)).toEqual(['unknown']);
    expect(await store().beginSend({ messageId, now: NOW })).toBeNull();
    const dueAt = (await store().nextJobAt()) ?? 0;
    expect(await claimDue(store(), dueAt)).toMatchObject([{ kind: 'settle', messageId, contact: ANA, attempts: 1 }]);
  });

  it('shows of a text with a secret only what may be shown, before and after it left', async () => {
    const queued = await queueText(store(), say('code 483911', 'code ••••••'));
    const shown = async () => (await detailOf(store(), queued.conversationId)).transcript.map(({ text }) => text);
    expect(await shown()).toEqual(['code ••••••']);
    expect(await store().beginSend({ messageId: queued.messageId, now: NOW })).toMatchObject({ text: 'code 483911' });
    await store().settleSend({ ...queued, result: SENT, retryAt: null, now: NOW });
    expect(await shown()).toEqual(['code ••••••']);
  });
}

function claimsForTwiml(store: () => Store): void {
  const answer = () =>
    begin(store(), { route: 'twiml', message: arrived('SM1'), say: [say('one'), say('code 483911', 'code ••••••')] });
  const unsaid = async () => (await openContact(store(), ANA, 'SM1')).seen?.unsaid;

  it('gives a repeated message the very texts that were not said yet, and makes no job for them', async () => {
    const { said } = await answer();
    expect(await unsaid()).toEqual(said);
    expect(said.map(({ text }) => text)).toEqual(['one', 'code 483911']);
    expect(await store().nextJobAt()).toBeNull();
  });

  it('gives a repeated message nothing once its texts were said', async () => {
    const { said, conversationId } = await answer();
    await store().markSaid({ ids: said.map(({ id }) => id), now: NOW });
    expect(await unsaid()).toEqual([]);
    expect((await detailOf(store(), conversationId)).transcript.slice(1)).toMatchObject([
      { text: 'one', status: 'sent' },
      { text: 'code ••••••', status: 'sent' },
    ]);
  });

  it('says texts on the webhook that was held longest, when the turn names it', async () => {
    const { contactId, messageId } = await begin(store(), { message: arrived('SM1'), conversation: { state: ENDED } });
    await begin(store(), { contactId, route: 'twiml', replyTo: messageId, message: arrived('SM2'), say: [say('late')] });
    expect(await unsaid()).toMatchObject([{ text: 'late' }]);
    expect((await openContact(store(), ANA, 'SM2')).seen?.unsaid).toEqual([]);
  });

  it('takes nothing for said that has another route by now', async () => {
    const { said, conversationId } = await answer();
    const ids = said.map(({ id }) => id);
    await store().reroute({ ids, now: NOW });
    await store().markSaid({ ids, now: NOW });
    expect(await statusesOf(store(), conversationId)).toEqual(['used', 'unknown', 'unknown']);
  });

  it('doubts texts claimed for TwiML that did not get out, once, and only those', async () => {
    const { said, conversationId } = await answer();
    const [first, second] = said.map(({ id }) => id);
    await store().markSaid({ ids: [first ?? 0], now: NOW });
    expect(await store().reroute({ ids: [first ?? 0, second ?? 0, 999], now: NOW })).toBe(1);
    expect(await store().reroute({ ids: [first ?? 0, second ?? 0], now: NOW })).toBe(0);
    expect(await unsaid()).toEqual([]);
    expect(await statusesOf(store(), conversationId)).toEqual(['used', 'sent', 'unknown']);
    expect(await claimDue(store())).toMatchObject([{ kind: 'settle', messageId: second, contact: ANA }]);
    expect(await store().beginSend({ messageId: second ?? 0, now: NOW })).toBeNull();
  });
}

function reroutesNothingElse(store: () => Store): void {
  it('reroutes no text that is queued for the channel or being sent by it', async () => {
    const { messageId, conversationId } = await queueText(store());
    expect(await store().reroute({ ids: [messageId], now: NOW })).toBe(0);
    await store().beginSend({ messageId, now: NOW });
    expect(await store().reroute({ ids: [messageId], now: NOW })).toBe(0);
    expect(await statusesOf(store(), conversationId)).toEqual(['sending']);
  });
}

function sendsAlone(store: () => Store): void {
  it('sends a text outside any conversation, also to a person nobody has met', async () => {
    const id = await enqueue(store(), { contact: BO, text: 'code 483911', shown: 'code ••••••', now: NOW });
    const [job] = await store().claimJobs({ now: NOW, limit: 9, sends: 10, leaseUntil: NOW + SECOND });
    expect(job).toMatchObject({ kind: 'send', messageId: id, contact: BO, conversationId: null });
    expect(await store().beginSend({ messageId: id, now: NOW })).toEqual({
      id,
      contact: BO,
      text: 'code 483911',
      media: [],
      template: null,
      buttons: [],
    });
    expect((await openContact(store(), BO)).conversation).toBeNull();
  });

  it('makes one contact of a person who is texted twice at once', async () => {
    const text = { contact: BO, text: 'hello', shown: 'hello', now: NOW };
    const ids = await Promise.all([enqueue(store(), text), enqueue(store(), text)]);
    const { contactId } = await openContact(store(), BO);
    expect(contactId).not.toBeNull();
    for (const messageId of ids.toSorted((a, b) => a - b)) {
      const [job] = await claimDue(store());
      expect(job).toMatchObject({ messageId, contact: BO });
      await store().dropJob({ id: job?.id ?? 0, revision: 0 });
    }
    expect(await store().nextJobAt()).toBeNull();
  });
}

function expires(store: () => Store): void {
  const text = { contact: BO, text: 'code 483911', shown: 'code ••••••', expiresAt: NOW + SECOND, now: NOW };

  it('sends a text as long as it has not expired, and tells whoever sends it when it does', async () => {
    const messageId = await enqueue(store(), text);
    expect(await claimDue(store(), NOW)).toMatchObject([{ messageId, expiresAt: NOW + SECOND }]);
    expect(await store().beginSend({ messageId, now: NOW + SECOND - 1 })).toMatchObject({ id: messageId });
  });

  it('fails a text for good that has expired before it could be sent, and keeps nothing secret of it', async () => {
    const messageId = await enqueue(store(), text);
    await claimDue(store(), NOW + SECOND);
    expect(await store().beginSend({ messageId, now: NOW + SECOND })).toBeNull();
    expect(await store().nextJobAt()).toBeNull();
    const { items } = await store().listDeadLetters({ before: null, limit: 10 });
    expect(items).toMatchObject([{ messageId, error: expect.stringContaining('expired') }]);
    expect(await store().retryDeadLetter({ id: items[0]?.id ?? 0, now: NOW })).toBe('erased');
  });
}

function recovers(store: () => Store): void {
  it('doubts what a dead process had not said on a webhook, and gives a repeat nothing', async () => {
    const { said } = await begin(store(), { route: 'twiml', message: arrived('SM1'), say: [say('one'), say('two')] });
    expect(await store().recover({ now: NOW })).toMatchObject({ jobs: 0, texts: 2 });
    expect((await openContact(store(), ANA, 'SM1')).seen?.unsaid).toEqual([]);
    expect(await claimDue(store())).toMatchObject(said.map(({ id }) => ({ kind: 'settle', messageId: id })));
    expect(await store().recover({ now: NOW })).toMatchObject({ jobs: 2, texts: 0 });
  });

  it('doubts at once what a dead process was sending, and does not send it', async () => {
    const { messageId, conversationId } = await queueText(store());
    await store().beginSend({ messageId, now: NOW });
    await store().recover({ now: NOW });
    expect(await statusesOf(store(), conversationId)).toEqual(['unknown']);
    expect(await store().beginSend({ messageId, now: NOW })).toBeNull();
    expect(await claimDue(store())).toMatchObject([{ kind: 'settle', messageId, attempts: 1 }]);
  });

  it('counts the jobs of texts that a dead process was sending', async () => {
    const { messageId } = await queueText(store());
    await store().beginSend({ messageId, now: NOW });
    expect(await store().recover({ now: NOW })).toMatchObject({ jobs: 1, texts: 0 });
  });

  it('sends what a dead process had claimed but not begun', async () => {
    const { messageId } = await queueText(store());
    expect(await store().recover({ now: NOW })).toMatchObject({ jobs: 1, texts: 0 });
    expect(await store().claimJobs({ now: NOW, limit: 9, sends: 10, leaseUntil: NOW + SECOND })).toMatchObject([{ messageId }]);
    expect(await store().beginSend({ messageId, now: NOW })).not.toBeNull();
  });
}
