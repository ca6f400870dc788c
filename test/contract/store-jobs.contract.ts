import { expect, it } from 'vitest';
import type { ConversationJob, Store } from '../../src/runtime/store.ts';
import { ANA, BO, BUSY, begin, commit, ENDED, NOW, nextTurn, openContact, openConversation, SECOND } from './store-fixtures.ts';

const LEASE = 30 * SECOND;

function claim(store: Store, now: number, limit = 10) {
  return store.claimJobs({ now, limit, sends: limit, leaseUntil: now + LEASE });
}

/** Begins a conversation that waits with a job. */
function waitWith(store: Store, job: ConversationJob, contact = ANA) {
  return begin(store, { contact, conversation: { state: BUSY }, job });
}

/** Effects with a due time: who gets them, when, and how often. */
export function jobPromises(store: () => Store): void {
  claims(store);
  replaces(store);
  settles(store);
}

function claims(store: () => Store): void {
  it('gives a job when it is due, and not before', async () => {
    const { conversationId } = await waitWith(store(), { kind: 'delay', dueAt: NOW + SECOND });
    expect(await claim(store(), NOW + SECOND - 1)).toEqual([]);
    const [job, ...others] = await claim(store(), NOW + SECOND);
    expect(others).toEqual([]);
    expect(job).toMatchObject({
      kind: 'delay',
      dueAt: NOW + SECOND,
      attempts: 1,
      contact: ANA,
      conversationId,
      revision: 1,
      messageId: null,
    });
  });

  it('lets one claimer have a job until its lease ends', async () => {
    await waitWith(store(), { kind: 'delay', dueAt: NOW });
    const both = await Promise.all([claim(store(), NOW), claim(store(), NOW)]);
    expect(both.flat()).toHaveLength(1);
    expect(await claim(store(), NOW + LEASE - 1)).toEqual([]);
    expect(await claim(store(), NOW + LEASE)).toMatchObject([{ attempts: 2 }]);
  });

  it('gives what is due longest first, and no more than was asked for', async () => {
    await waitWith(store(), { kind: 'delay', dueAt: NOW + 2 });
    await waitWith(store(), { kind: 'no_reply', dueAt: NOW + 1 }, BO);
    expect((await claim(store(), NOW + 9, 1)).map(({ contact }) => contact)).toEqual([BO]);
    expect((await claim(store(), NOW + 9, 1)).map(({ contact }) => contact)).toEqual([ANA]);
  });

  it('says when the next job is due, the end of a lease included', async () => {
    expect(await store().nextJobAt()).toBeNull();
    await waitWith(store(), { kind: 'delay', dueAt: NOW + SECOND });
    await waitWith(store(), { kind: 'delay', dueAt: NOW }, BO);
    expect(await store().nextJobAt()).toBe(NOW);
    await claim(store(), NOW);
    expect(await store().nextJobAt()).toBe(NOW + SECOND);
    await claim(store(), NOW + SECOND);
    expect(await store().nextJobAt()).toBe(NOW + LEASE);
  });
}

function replaces(store: () => Store): void {
  it('replaces the job of a conversation by that of its newer wait', async () => {
    await waitWith(store(), { kind: 'delay', dueAt: NOW });
    const opened = await openContact(store());
    await commit(store(), nextTurn(opened, { job: { kind: 'call', dueAt: NOW + SECOND, key: 'call-1' } }));
    expect(await claim(store(), NOW)).toEqual([]);
    expect(await claim(store(), NOW + SECOND)).toMatchObject([{ kind: 'call', key: 'call-1', revision: 2, attempts: 1 }]);
  });

  it('replaces a job also while it is claimed, with its attempts and its errors', async () => {
    await waitWith(store(), { kind: 'delay', dueAt: NOW });
    await claim(store(), NOW);
    await commit(store(), nextTurn(await openContact(store()), { job: { kind: 'no_reply', dueAt: NOW + 1 } }));
    expect(await claim(store(), NOW + 1)).toMatchObject([{ kind: 'no_reply', attempts: 1 }]);
  });

  it('gives the job of a newer wait also when the older one is dead', async () => {
    await waitWith(store(), { kind: 'delay', dueAt: NOW });
    const [job] = await claim(store(), NOW);
    await store().buryJob({ id: job?.id ?? 0, revision: job?.revision ?? 0, error: 'no such number', now: NOW });
    await commit(store(), nextTurn(await openContact(store()), { job: { kind: 'no_reply', dueAt: NOW + 1 } }));
    expect(await claim(store(), NOW + 1)).toMatchObject([{ kind: 'no_reply' }]);
  });

  it('drops the job of a turn that waits for nothing', async () => {
    await waitWith(store(), { kind: 'no_reply', dueAt: NOW });
    await commit(store(), nextTurn(await openContact(store()), { conversation: { state: ENDED } }));
    expect(await store().nextJobAt()).toBeNull();
  });

  it('drops no job that a newer turn has replaced', async () => {
    await waitWith(store(), { kind: 'delay', dueAt: NOW });
    const [old] = await claim(store(), NOW);
    await commit(store(), nextTurn(await openContact(store()), { job: { kind: 'no_reply', dueAt: NOW + 1 } }));
    await store().dropJob({ id: old?.id ?? 0, revision: old?.revision ?? 0 });
    expect(await claim(store(), NOW + 1)).toMatchObject([{ kind: 'no_reply' }]);
  });
}

function settles(store: () => Store): void {
  it('drops a job that is done', async () => {
    await waitWith(store(), { kind: 'delay', dueAt: NOW });
    const [job] = await claim(store(), NOW);
    await store().dropJob({ id: job?.id ?? 0, revision: job?.revision ?? 0 });
    expect(await store().nextJobAt()).toBeNull();
    expect(openConversation(await openContact(store())).revision).toBe(1);
  });

  it('gives a job that failed again when it is to be tried again', async () => {
    await waitWith(store(), { kind: 'delay', dueAt: NOW });
    const [job] = await claim(store(), NOW);
    await store().retryJob({
      id: job?.id ?? 0,
      revision: job?.revision ?? 0,
      dueAt: NOW + SECOND,
      error: 'the far side was down',
    });
    expect(await claim(store(), NOW + SECOND - 1)).toEqual([]);
    expect(await claim(store(), NOW + SECOND)).toMatchObject([{ id: job?.id, attempts: 2 }]);
  });

  it('gives a dead job to nobody, not even after a restart', async () => {
    await waitWith(store(), { kind: 'delay', dueAt: NOW });
    const [job] = await claim(store(), NOW);
    await store().buryJob({ id: job?.id ?? 0, revision: job?.revision ?? 0, error: 'no such number', now: NOW });
    expect(await store().nextJobAt()).toBeNull();
    expect(await store().recover({ now: NOW })).toMatchObject({ jobs: 0, texts: 0 });
    expect(await claim(store(), NOW + 10 * LEASE)).toEqual([]);
  });

  it('frees the jobs that a dead process held, and leaves the others their time', async () => {
    await waitWith(store(), { kind: 'call', dueAt: NOW + LEASE, key: 'call-1' });
    await waitWith(store(), { kind: 'no_reply', dueAt: NOW + SECOND }, BO);
    expect(await store().recover({ now: NOW })).toMatchObject({ jobs: 1, texts: 0 });
    expect(await claim(store(), NOW)).toMatchObject([{ kind: 'call', key: 'call-1', contact: ANA }]);
    expect(await claim(store(), NOW + SECOND)).toMatchObject([{ kind: 'no_reply', contact: BO }]);
  });
}
