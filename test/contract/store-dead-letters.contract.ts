import { expect, it } from 'vitest';
import type { SendResult } from '../../src/runtime/ports.ts';
import type { Store } from '../../src/runtime/store.ts';
import {
  ANA,
  BO,
  BUSY,
  begin,
  claimDue,
  detailOf,
  enqueue,
  LOST,
  messageOf,
  NOW,
  openContact,
  queueText,
  SECOND,
  say,
  statusesOf,
} from './store-fixtures.ts';

const REFUSED: SendResult = { as: 'refused', code: 30005, reason: 'Unknown handset.', retry: false, retryAfter: null };
const LATER = NOW + SECOND;

/** What becomes of jobs that failed for good. */
export function deadLetterPromises(store: () => Store): void {
  lists(store);
  retries(store);
  drops(store);
}

/** A text that was refused for good. */
async function refused(store: Store, contact = ANA, text = say('hello')) {
  const sent = await queueText(store, text, contact);
  await store.beginSend({ messageId: sent.messageId, now: NOW });
  await store.settleSend({ messageId: sent.messageId, jobId: sent.jobId, result: REFUSED, retryAt: null, now: LATER });
  return sent;
}

/** A conversation whose delay failed for good. */
async function buriedDelay(store: Store, contact = ANA) {
  const { conversationId } = await begin(store, { contact, conversation: { state: BUSY }, job: { kind: 'delay', dueAt: NOW } });
  const [job] = await claimDue(store);
  const id = job?.id ?? 0;
  await store.buryJob({ id, revision: job?.revision ?? 0, error: 'The disk was full.', now: LATER });
  return { id, conversationId };
}

const list = (store: Store, before: number | null = null, limit = 10) => store.listDeadLetters({ before, limit });

function lists(store: () => Store): void {
  it('says of each whom it is about, what failed, why, since when and after how many tries', async () => {
    const { messageId, jobId, conversationId } = await refused(store());
    const buried = await buriedDelay(store(), BO);
    const shared = { channel: 'sms', attempts: 1, since: LATER };
    expect(await list(store())).toEqual({
      items: [
        {
          ...shared,
          id: buried.id,
          kind: 'delay',
          address: BO.theirs,
          conversationId: buried.conversationId,
          messageId: null,
          error: 'The disk was full.',
        },
        { ...shared, id: jobId, kind: 'send', address: ANA.theirs, conversationId, messageId, error: '30005 Unknown handset.' },
      ],
      next: null,
    });
  });

  it('gives them page by page, newest first', async () => {
    const ids = [];
    for (const theirs of ['+14155550111', '+14155550112', '+14155550113'])
      ids.unshift((await buriedDelay(store(), { ...ANA, theirs })).id);
    const first = await list(store(), null, 2);
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const second = await list(store(), first.next, 2);
    expect(second.items.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(second.next).toBeNull();
  });

  it('lists nothing that is done, due, or to be tried again', async () => {
    await queueText(store());
    expect(await list(store())).toEqual({ items: [], next: null });
  });
}

function retries(store: () => Store): void {
  it('sends a refused text that is tried again, whole and with all its tries before it', async () => {
    const { messageId, jobId } = await refused(store());
    expect(await store().retryDeadLetter({ id: jobId, now: LATER })).toBe('retried');
    expect(await list(store())).toMatchObject({ items: [] });
    expect(await claimDue(store(), LATER)).toMatchObject([{ id: jobId, kind: 'send', attempts: 1 }]);
    expect(await store().beginSend({ messageId, now: LATER })).toMatchObject({ id: messageId, text: 'hello' });
  });

  it('has doubt again about a text of which nobody could say whether it was sent', async () => {
    const { messageId, jobId } = await queueText(store());
    await store().beginSend({ messageId, now: NOW });
    await store().settleSend({ messageId, jobId, result: LOST, retryAt: null, now: NOW });
    await store().settleDoubt({ messageId, jobId, settled: { as: 'failed', reason: 'Nobody could say.' }, now: NOW });
    expect(await store().readDoubt({ messageId })).toBeNull();
    expect(await store().retryDeadLetter({ id: jobId, now: LATER })).toBe('retried');
    expect(await store().readDoubt({ messageId })).toMatchObject({ shown: 'hello' });
    expect(await claimDue(store(), LATER)).toMatchObject([{ id: jobId, kind: 'settle' }]);
  });

  it('makes the job of a conversation due at once', async () => {
    const { id, conversationId } = await buriedDelay(store());
    expect(await store().retryDeadLetter({ id, now: LATER })).toBe('retried');
    expect(await claimDue(store(), LATER)).toMatchObject([{ id, kind: 'delay', conversationId, revision: 1 }]);
  });

  it('sends no text whose code is erased, and none to someone who has opted out', async () => {
    const code = await refused(store(), ANA, say('code 483911', 'code ••••••'));
    expect(await store().retryDeadLetter({ id: code.jobId, now: LATER })).toBe('erased');
    const text = await refused(store(), BO);
    await store().optOut({ contact: BO, contactId: text.contactId, message: messageOf('SM9', 'STOP'), say: null, now: NOW });
    expect(await store().retryDeadLetter({ id: text.jobId, now: LATER })).toBe('opted_out');
    expect((await list(store())).items).toHaveLength(2);
    expect(await claimDue(store(), LATER)).toEqual([]);
  });

  it('retries nothing that is not dead', async () => {
    const { jobId } = await queueText(store());
    expect(await store().retryDeadLetter({ id: jobId, now: LATER })).toBe('missing');
    expect(await store().retryDeadLetter({ id: 999, now: LATER })).toBe('missing');
  });
}

function drops(store: () => Store): void {
  it('ends the conversation whose job is dropped: nothing would ever wake it', async () => {
    const { id, conversationId } = await buriedDelay(store());
    expect(await store().dropDeadLetter({ id, now: LATER })).toBe(true);
    expect(await detailOf(store(), conversationId)).toMatchObject({ state: 'ended', outcome: 'error' });
    expect((await openContact(store())).conversation).toBeNull();
    expect(await store().dropDeadLetter({ id, now: LATER })).toBe(false);
  });

  it('leaves a refused text that is dropped as it is', async () => {
    const { jobId, conversationId } = await refused(store());
    expect(await store().dropDeadLetter({ id: jobId, now: LATER })).toBe(true);
    expect(await list(store())).toMatchObject({ items: [] });
    expect(await statusesOf(store(), conversationId)).toEqual(['failed']);
  });

  it('fails a text that was never tried, and leaves a message that was never handled unanswered', async () => {
    const messageId = await enqueue(store(), { contact: BO, text: 'hi', shown: 'hi', now: NOW });
    const message = { contact: ANA, contactId: null, conversationId: null, message: messageOf('SM1'), now: NOW };
    await store().record({ ...message, status: 'received' });
    for (const { id, revision } of await claimDue(store())) await store().buryJob({ id, revision, error: 'no', now: NOW });
    const { items } = await list(store());
    for (const { id } of items) expect(await store().dropDeadLetter({ id, now: LATER })).toBe(true);
    expect(await store().beginSend({ messageId, now: LATER })).toBeNull();
    expect(await store().readReceived({ messageId: items.find(({ kind }) => kind === 'message')?.messageId ?? 0 })).toBeNull();
  });

  it('drops nothing that is not dead', async () => {
    const { jobId, messageId } = await queueText(store());
    expect(await store().dropDeadLetter({ id: jobId, now: LATER })).toBe(false);
    expect(await store().beginSend({ messageId, now: LATER })).not.toBeNull();
  });
}
