import { expect, it } from 'vitest';
import type { OptChange, Store } from '../../src/runtime/store.ts';
import {
  ANA,
  arrived,
  begin,
  BO,
  BUSY,
  claimDue,
  detailOf,
  enqueue,
  messageOf,
  NOW,
  openContact,
  queueText,
  SECOND,
  say,
  statusesOf,
  turnOf,
} from './store-fixtures.ts';

/** People who want no texts any more, or want them again. */
export function optOutPromises(store: () => Store): void {
  ends(store);
  sendsNothing(store);
  tells(store);
  lasts(store);
}

function change(changes: Partial<OptChange> = {}): OptChange {
  return { contact: ANA, contactId: null, message: null, say: null, now: NOW, ...changes };
}

function ends(store: () => Store): void {
  it('ends the conversation as opted_out, and what it waited for with it', async () => {
    const { conversationId, contactId } = await begin(store(), {
      conversation: { state: BUSY },
      job: { kind: 'delay', dueAt: NOW },
    });
    const waiting = { contact: ANA, contactId, conversationId, message: messageOf('SM1'), status: 'kept' as const, now: NOW };
    await store().record(waiting);
    await store().optOut(change({ contactId, now: NOW + SECOND }));
    expect(await openContact(store())).toMatchObject({ optedOut: true, conversation: null, kept: [] });
    expect(await detailOf(store(), conversationId)).toMatchObject({
      state: 'ended',
      outcome: 'opted_out',
      updatedAt: NOW + SECOND,
    });
    expect(await statusesOf(store(), conversationId)).toEqual(['unanswered']);
    expect(await store().nextJobAt()).toBeNull();
  });

  it('lets no turn of that conversation commit any more', async () => {
    const { conversationId, contactId } = await begin(store());
    await store().optOut(change({ contactId }));
    const late = turnOf({ contactId, say: [say('late')], conversation: { id: conversationId, revision: 1 } });
    expect(await store().commit(late)).toEqual({ as: 'conflict' });
  });

  it('concerns nobody else, and no other number of ours', async () => {
    const other = { ...ANA, ours: '+14155550101' };
    await begin(store());
    await begin(store(), { contact: BO });
    await begin(store(), { contact: other });
    await store().optOut(change());
    for (const contact of [BO, other]) {
      const opened = await openContact(store(), contact);
      expect(opened.optedOut).toBe(false);
      expect(opened.conversation).not.toBeNull();
    }
  });
}

function sendsNothing(store: () => Store): void {
  it('fails what is queued, and shows no secret of it', async () => {
    const { conversationId } = await begin(store(), { say: [say('one'), say('code 483911', 'code ••••••')] });
    await store().optOut(change());
    const { transcript } = await detailOf(store(), conversationId);
    expect(transcript).toMatchObject([
      { text: 'one', status: 'failed' },
      { text: 'code ••••••', status: 'failed' },
    ]);
    for (const job of await claimDue(store()))
      expect(await store().beginSend({ messageId: job.messageId ?? 0, now: NOW })).toBeNull();
  });

  it('begins no send to a contact who has opted out, also of a text that came to be queued later', async () => {
    const { messageId, jobId, conversationId } = await queueText(store());
    await store().beginSend({ messageId, now: NOW });
    await store().optOut(change());
    const result = { as: 'refused', code: 20429, reason: 'too many at once', retry: true, retryAfter: 1 } as const;
    await store().settleSend({ messageId, jobId, result, retryAt: NOW + SECOND, now: NOW });
    expect(await store().beginSend({ messageId, now: NOW + SECOND })).toBeNull();
    expect(await statusesOf(store(), conversationId)).toEqual(['failed']);
  });

  it('queues no text outside conversations for a contact who has opted out', async () => {
    await store().optOut(change());
    expect(await store().enqueueText({ contact: ANA, text: 'code 1', shown: 'code', now: NOW })).toEqual({ as: 'opted_out' });
    expect(await store().nextJobAt()).toBeNull();
    expect(await enqueue(store(), { contact: BO, text: 'code 1', shown: 'code', now: NOW })).toBeGreaterThan(0);
  });

  it('opts a contact out to whom a send was refused because of that', async () => {
    const { messageId, jobId, conversationId } = await queueText(store());
    await store().beginSend({ messageId, now: NOW });
    const result = { as: 'refused', code: 21610, reason: 'unsubscribed', retry: false, retryAfter: null } as const;
    await store().settleSend({ messageId, jobId, result, retryAt: null, now: NOW });
    expect((await openContact(store())).optedOut).toBe(true);
    expect((await detailOf(store(), conversationId)).outcome).toBe('opted_out');
  });
}

function tells(store: () => Store): void {
  it('keeps the message that said so, once, in the conversation that it ended', async () => {
    const { conversationId, contactId } = await begin(store());
    const stop = change({ contactId, message: messageOf('SM9', 'STOP') });
    const done = await store().optOut(stop);
    expect(done).toEqual({ as: 'changed', messageId: expect.any(Number), said: [] });
    expect(await store().optOut(stop)).toEqual({ as: 'seen' });
    expect((await detailOf(store(), conversationId)).transcript).toMatchObject([{ direction: 'in', text: 'STOP', sid: 'SM9' }]);
    expect((await openContact(store(), ANA, 'SM9')).seen).toMatchObject({ unsaid: [] });
  });

  it('says on the webhook what there is to say, and a repeat gets it while it is not said', async () => {
    const done = await store().optOut(change({ message: messageOf('SM9', 'STOP'), say: 'You are unsubscribed.' }));
    if (done.as !== 'changed') throw new Error('Nothing was changed.');
    expect(done.said).toMatchObject([{ text: 'You are unsubscribed.', media: [] }]);
    expect((await openContact(store(), ANA, 'SM9')).seen?.unsaid).toEqual(done.said);
    await store().markSaid({ ids: done.said.map(({ id }) => id), now: NOW });
    expect((await openContact(store(), ANA, 'SM9')).seen?.unsaid).toEqual([]);
  });

  it('opts out and in again a person nobody has met', async () => {
    await store().optOut(change({ message: messageOf('SM9', 'STOP') }));
    expect(await openContact(store())).toMatchObject({ optedOut: true, conversation: null });
    await store().optIn(change({ message: messageOf('SM10', 'START') }));
    expect((await openContact(store())).optedOut).toBe(false);
  });
}

function lasts(store: () => Store): void {
  it('lets texts go again after the contact opted in, and revives nothing of what was', async () => {
    const { conversationId } = await begin(store(), { say: [say('old')] });
    await store().optOut(change());
    expect(await store().optIn(change({ message: messageOf('SM10', 'START'), say: 'Welcome back.' }))).toMatchObject({
      as: 'changed',
      said: [{ text: 'Welcome back.' }],
    });
    expect(await openContact(store())).toMatchObject({ optedOut: false, conversation: null });
    expect(await statusesOf(store(), conversationId)).toEqual(['failed']);
    const messageId = await enqueue(store(), { contact: ANA, text: 'new', shown: 'new', now: NOW });
    expect(await store().beginSend({ messageId, now: NOW })).toMatchObject({ text: 'new' });
  });

  it('stays opted out however often that is said', async () => {
    await begin(store(), { message: arrived('SM1') });
    await store().optOut(change({ message: messageOf('SM2', 'STOP') }));
    expect(await store().optOut(change({ message: messageOf('SM3', 'STOP') }))).toMatchObject({ as: 'changed' });
    expect((await openContact(store())).optedOut).toBe(true);
  });
}
