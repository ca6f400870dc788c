import { expect, it } from 'vitest';
import type { DoubtSettled, Store } from '../../src/runtime/store.ts';
import {
  ANA,
  arrived,
  begin,
  BO,
  claimDue,
  enqueue,
  LOST,
  NOW,
  queueText,
  SECOND,
  SENT,
  say,
  sendText,
  statusesOf,
} from './store-fixtures.ts';

/** Texts of which nobody knows whether they were sent. */
export function doubtPromises(store: () => Store): void {
  knows(store);
  settles(store);
  sendsAgain(store);
}

/** A text in doubt, with the claimed job that is to settle it. */
async function doubt(store: Store, text = say('hello')) {
  const sent = await sendText(store, LOST, text);
  await claimDue(store, (await store.nextJobAt()) ?? 0);
  const settle = (settled: DoubtSettled) =>
    store.settleDoubt({ messageId: sent.messageId, jobId: sent.jobId, settled, now: NOW + SECOND });
  return { ...sent, settle };
}

function knows(store: () => Store): void {
  it('says of a text in doubt whose it is, how it reads, and since when it may be at the far side', async () => {
    const { messageId } = await queueText(store(), say('hello'), BO);
    await store().beginSend({ messageId, now: NOW + SECOND });
    await store().recover({ now: NOW + 9 * SECOND });
    expect(await store().readDoubt({ messageId })).toEqual({
      contact: BO,
      shown: 'hello',
      secret: false,
      since: NOW + SECOND,
      knownSids: [],
      template: false,
      unnamed: [],
    });
  });

  it('knows a doubt about the answer of a webhook from when it was committed', async () => {
    const { said } = await begin(store(), { route: 'twiml', message: arrived('SM1'), say: [say('one')] });
    const messageId = said[0]?.id ?? 0;
    await store().reroute({ ids: [messageId], now: NOW + 15 * SECOND });
    expect(await store().readDoubt({ messageId })).toMatchObject({ contact: ANA, shown: 'one', secret: false, since: NOW });
  });

  it('keeps of a text with a secret only what may be shown, and says that it had one', async () => {
    const { messageId } = await doubt(store(), say('code 483911', 'code ••••••'));
    expect(await store().readDoubt({ messageId })).toMatchObject({ shown: 'code ••••••', secret: true });
  });

  it('names the other texts to the contact of which it knows, and none to anybody else', async () => {
    await sendText(store(), SENT);
    await enqueue(store(), { contact: BO, text: 'theirs', shown: 'theirs', now: NOW });
    const [job] = await claimDue(store());
    await store().beginSend({ messageId: job?.messageId ?? 0, now: NOW });
    const result = { as: 'sent', sid: 'SM901' } as const;
    await store().settleSend({ messageId: job?.messageId ?? 0, jobId: job?.id ?? 0, result, retryAt: null, now: NOW });
    const doubtful = await enqueue(store(), { contact: ANA, text: 'mine', shown: 'mine', now: NOW });
    await store().beginSend({ messageId: doubtful, now: NOW });
    await store().recover({ now: NOW });
    expect((await store().readDoubt({ messageId: doubtful }))?.knownSids).toEqual(['SM900']);
  });

  it('has no doubt about a text that is queued, being sent, sent, refused, or not there', async () => {
    const { messageId, jobId } = await queueText(store());
    const inDoubt = () => store().readDoubt({ messageId });
    expect(await inDoubt()).toBeNull();
    await store().beginSend({ messageId, now: NOW });
    expect(await inDoubt()).toBeNull();
    await store().settleSend({ messageId, jobId, result: SENT, retryAt: null, now: NOW });
    expect(await inDoubt()).toBeNull();
    expect(await store().readDoubt({ messageId: 999 })).toBeNull();
  });
}

function settles(store: () => Store): void {
  it('is done with a doubtful text that was sent, and knows its sid', async () => {
    const { messageId, conversationId, settle } = await doubt(store());
    await settle({ as: 'sent', sid: 'SM7' });
    const { transcript } = (await store().readConversation({ id: conversationId })) ?? {};
    expect(transcript).toMatchObject([{ text: 'hello', status: 'sent', sid: 'SM7' }]);
    expect(await store().nextJobAt()).toBeNull();
    expect(await store().readDoubt({ messageId })).toBeNull();
  });

  it('puts a doubtful text that failed for good among the dead letters', async () => {
    const { conversationId, settle } = await doubt(store());
    await settle({ as: 'failed', reason: 'nobody could say' });
    expect(await statusesOf(store(), conversationId)).toEqual(['failed']);
    expect(await store().nextJobAt()).toBeNull();
    // A job that was done would be gone; a dead one is there and given to nobody.
    expect(await store().recover({ now: NOW })).toMatchObject({ jobs: 0, texts: 0 });
    expect(await claimDue(store(), NOW + 3600 * SECOND)).toEqual([]);
  });

  it('drops the job of a doubt that a report has settled meanwhile, and leaves the text as reported', async () => {
    const { messageId, conversationId, settle } = await doubt(store());
    await store().report({ messageId, sid: 'SM7', status: 'delivered', code: null, now: NOW });
    await settle({ as: 'again' });
    expect(await statusesOf(store(), conversationId)).toEqual(['delivered']);
    expect(await store().nextJobAt()).toBeNull();
  });
}

function sendsAgain(store: () => Store): void {
  it('sends a text again that was not sent, whole and at once', async () => {
    const { messageId, conversationId, jobId, settle } = await doubt(store());
    await settle({ as: 'again' });
    expect(await statusesOf(store(), conversationId)).toEqual(['queued']);
    expect(await claimDue(store(), NOW + SECOND)).toMatchObject([{ id: jobId, kind: 'send', messageId, attempts: 1 }]);
    expect(await store().beginSend({ messageId, now: NOW + SECOND })).toEqual({
      id: messageId,
      contact: ANA,
      text: 'hello',
      media: [],
      template: null,
      buttons: [],
    });
  });

  it('sends the texts of a webhook again with their files', async () => {
    const media = ['https://example.com/a.png'];
    const { said } = await begin(store(), {
      route: 'twiml',
      message: arrived('SM1'),
      say: [{ text: 'look', shown: 'look', media }],
    });
    const messageId = said[0]?.id ?? 0;
    await store().reroute({ ids: [messageId], now: NOW });
    const [job] = await claimDue(store());
    await store().settleDoubt({ messageId, jobId: job?.id ?? 0, settled: { as: 'again' }, now: NOW });
    expect(await store().beginSend({ messageId, now: NOW })).toEqual({
      id: messageId,
      contact: ANA,
      text: 'look',
      media,
      template: null,
      buttons: [],
    });
  });

  it('may doubt a text once more that was sent again, and then settles it', async () => {
    const { messageId, jobId, conversationId, settle } = await doubt(store());
    await settle({ as: 'again' });
    await claimDue(store(), NOW + SECOND);
    await store().beginSend({ messageId, now: NOW + SECOND });
    await store().settleSend({ messageId, jobId, result: LOST, retryAt: null, now: NOW + SECOND });
    expect((await store().readDoubt({ messageId }))?.since).toBe(NOW + SECOND);
    await settle({ as: 'sent', sid: 'SM8' });
    expect(await statusesOf(store(), conversationId)).toEqual(['sent']);
  });
}
