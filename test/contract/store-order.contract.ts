import { expect, it } from 'vitest';
import type { Job, Store } from '../../src/runtime/store.ts';
import {
  ANA,
  arrived,
  begin,
  BO,
  BUSY,
  claimDue,
  commit,
  enqueue,
  LOST,
  nextTurn,
  NOW,
  openContact,
  queueText,
  SECOND,
  SENT,
  say,
} from './store-fixtures.ts';

/** In which order texts leave. */
export function orderPromises(store: () => Store): void {
  oneByOne(store);
  urgentFirst(store);
}

async function send(store: Store, job: Job | undefined): Promise<void> {
  const messageId = job?.messageId ?? 0;
  await store.beginSend({ messageId, now: NOW });
  await store.settleSend({ messageId, jobId: job?.id ?? 0, result: SENT, retryAt: null, now: NOW });
}

const code = (contact = BO) => ({ contact, text: 'code 483911', shown: 'code ••••••', now: NOW });

function oneByOne(store: () => Store): void {
  it('gives the next text of a contact only when the one before has left', async () => {
    const { said } = await begin(store(), { say: [say('one'), say('two'), say('three')] });
    const [first, second] = said;
    const [job] = await claimDue(store());
    expect(job?.messageId).toBe(first?.id);
    expect(await claimDue(store())).toEqual([]);
    await send(store(), job);
    expect(await claimDue(store())).toMatchObject([{ messageId: second?.id }]);
  });

  it('gives nothing of what comes after a text that is to be tried again later', async () => {
    const { said } = await begin(store(), { say: [say('one'), say('two')] });
    const [job] = await claimDue(store());
    await store().beginSend({ messageId: job?.messageId ?? 0, now: NOW });
    const result = { as: 'refused', code: 20429, reason: 'busy', retry: true, retryAfter: 9 } as const;
    await store().settleSend({
      messageId: job?.messageId ?? 0,
      jobId: job?.id ?? 0,
      result,
      retryAt: NOW + 9 * SECOND,
      now: NOW,
    });
    expect(await claimDue(store(), NOW + 8 * SECOND)).toEqual([]);
    expect(await claimDue(store(), NOW + 9 * SECOND)).toMatchObject([{ messageId: said[0]?.id }]);
  });

  it('gives nothing of what comes after a text in doubt until the doubt is settled', async () => {
    const { said } = await begin(store(), { say: [say('one'), say('two')] });
    const [job] = await claimDue(store());
    const first = { messageId: job?.messageId ?? 0, jobId: job?.id ?? 0, now: NOW };
    await store().beginSend(first);
    await store().settleSend({ ...first, result: LOST, retryAt: null });
    const later = NOW + 60 * SECOND;
    expect(await claimDue(store(), later)).toMatchObject([{ kind: 'settle', messageId: first.messageId }]);
    expect(await claimDue(store(), later)).toEqual([]);
    await store().settleDoubt({ ...first, settled: { as: 'sent', sid: 'SM7' } });
    expect(await claimDue(store(), later)).toMatchObject([{ kind: 'send', messageId: said[1]?.id }]);
  });

  it('says of no text that it is due while one before it is being sent, waits to be tried again, or is in doubt', async () => {
    await begin(store(), { say: [say('one'), say('two')] });
    const [job] = await store().claimJobs({ now: NOW, limit: 10, sends: 10, leaseUntil: NOW + 9 * SECOND });
    expect(await store().nextJobAt()).toBe(NOW + 9 * SECOND);
    const first = { messageId: job?.messageId ?? 0, jobId: job?.id ?? 0, now: NOW };
    await store().beginSend(first);
    const busy = { as: 'refused', code: 20429, reason: 'busy', retry: true, retryAfter: 5 } as const;
    await store().settleSend({ ...first, result: busy, retryAt: NOW + 5 * SECOND });
    expect(await store().nextJobAt()).toBe(NOW + 5 * SECOND);
    await store().beginSend(first);
    await store().settleSend({ ...first, result: LOST, retryAt: null });
    const settledAt = (await store().nextJobAt()) ?? 0;
    expect(settledAt).toBeGreaterThan(NOW + 5 * SECOND);
    await store().retryJob({ id: first.jobId, revision: 0, dueAt: NOW + 60 * SECOND, error: 'the list failed' });
    expect(await store().nextJobAt()).toBe(NOW + 60 * SECOND);
  });

  it('tells a turn since when a text waits to leave by the channel, until it has left', async () => {
    const { said } = await begin(store(), { say: [say('one')] });
    await commit(store(), nextTurn(await openContact(store()), { now: NOW + SECOND, say: [say('two')] }));
    const unsentSince = async () => (await openContact(store())).unsentSince;
    expect(await unsentSince()).toBe(NOW);
    const [job] = await claimDue(store(), NOW + SECOND);
    expect(job?.messageId).toBe(said[0]?.id);
    await send(store(), job);
    expect(await unsentSince()).toBe(NOW + SECOND);
    await send(store(), (await claimDue(store(), NOW + SECOND))[0]);
    expect(await unsentSince()).toBeNull();
  });

  it('tells a turn of a text in doubt, but of none that failed for good or goes on a webhook', async () => {
    const { said } = await begin(store(), { route: 'twiml', message: arrived('SM1'), say: [say('one')] });
    const unsentSince = async () => (await openContact(store())).unsentSince;
    expect(await unsentSince()).toBeNull();
    const messageId = said[0]?.id ?? 0;
    await store().reroute({ ids: [messageId], now: NOW + SECOND });
    expect(await unsentSince()).toBe(NOW);
    const [job] = await claimDue(store(), NOW + SECOND);
    const failed = { as: 'failed', reason: 'nobody could say' } as const;
    await store().settleDoubt({ messageId, jobId: job?.id ?? 0, settled: failed, now: NOW });
    expect(await unsentSince()).toBeNull();
  });

  it('gives what comes after a text that failed for good', async () => {
    const { said } = await begin(store(), { say: [say('one'), say('two')] });
    const [job] = await claimDue(store());
    const first = { messageId: job?.messageId ?? 0, jobId: job?.id ?? 0, now: NOW };
    await store().beginSend(first);
    const result = { as: 'refused', code: 21211, reason: 'no number', retry: false, retryAfter: null } as const;
    await store().settleSend({ ...first, result, retryAt: null });
    expect(await claimDue(store())).toMatchObject([{ messageId: said[1]?.id }]);
  });

  it('lets the texts of one contact not wait for those of another', async () => {
    await begin(store(), { say: [say('one'), say('two')] });
    await begin(store(), { contact: BO, say: [say('theirs')] });
    expect((await claimDue(store())).map(({ contact }) => contact)).toEqual([ANA, BO]);
  });

  it('lets a pause of the conversation hold up no text, nor a text the pause', async () => {
    await begin(store(), { conversation: { state: BUSY }, say: [say('one')], job: { kind: 'delay', dueAt: NOW } });
    expect((await claimDue(store())).map(({ kind }) => kind).toSorted()).toEqual(['delay', 'send']);
  });
}

function urgentFirst(store: () => Store): void {
  it('gives texts outside conversations before those of other contacts', async () => {
    await begin(store(), { say: [say('one')] });
    await enqueue(store(), code());
    const first = await store().claimJobs({ now: NOW, limit: 10, sends: 1, leaseUntil: NOW + SECOND });
    expect(first.map(({ contact }) => contact)).toEqual([BO]);
    expect((await claimDue(store())).map(({ contact }) => contact)).toEqual([ANA]);
  });

  it('gives no more sends than were asked for, and other jobs beside them', async () => {
    await queueText(store());
    for (const theirs of ['+14155550111', '+14155550112']) await enqueue(store(), code({ ...BO, theirs }));
    const { contactId } = await openContact(store(), BO);
    await begin(store(), { contact: BO, contactId, conversation: { state: BUSY }, job: { kind: 'delay', dueAt: NOW } });
    const none = await store().claimJobs({ now: NOW, limit: 10, sends: 0, leaseUntil: NOW + SECOND });
    expect(none.map(({ kind }) => kind)).toEqual(['delay']);
    expect(await store().claimJobs({ now: NOW, limit: 10, sends: 1, leaseUntil: NOW + SECOND })).toMatchObject([
      { kind: 'send' },
    ]);
  });

  it('counts the texts outside conversations that are queued', async () => {
    expect(await store().countUrgent()).toBe(0);
    await begin(store(), { say: [say('one')] });
    await enqueue(store(), code());
    await enqueue(store(), code());
    expect(await store().countUrgent()).toBe(2);
    const job = (await claimDue(store())).find(({ contact }) => contact.theirs === BO.theirs);
    await send(store(), job);
    expect(await store().countUrgent()).toBe(1);
  });

  it('counts none that failed for good, nor one in doubt', async () => {
    await enqueue(store(), code());
    await enqueue(store(), code(ANA));
    const result = { as: 'refused', code: 21211, reason: 'no number', retry: false, retryAfter: null } as const;
    for (const [index, job] of (await claimDue(store())).entries()) {
      const settled = { messageId: job.messageId ?? 0, jobId: job.id, retryAt: null, now: NOW };
      await store().beginSend(settled);
      await store().settleSend({ ...settled, result: index === 0 ? result : LOST });
    }
    expect(await store().countUrgent()).toBe(0);
  });
}
