import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/runtime/store.ts';
import {
  ANA,
  arrived,
  BO,
  BUSY,
  begin,
  NOW,
  type OpenedStore,
  type OpenStore,
  openContact,
  SECOND,
  say,
  turnOf,
} from './store-fixtures.ts';
import { deadLetterPromises } from './store-dead-letters.contract.ts';
import { doubtPromises } from './store-doubts.contract.ts';
import { flowPromises } from './store-flows.contract.ts';
import { handoverPromises } from './store-handover.contract.ts';
import { jobPromises } from './store-jobs.contract.ts';
import { messagePromises } from './store-messages.contract.ts';
import { optOutPromises } from './store-opt-outs.contract.ts';
import { orderPromises } from './store-order.contract.ts';
import { readPromises } from './store-reads.contract.ts';
import { reportPromises } from './store-reports.contract.ts';
import { textPromises } from './store-texts.contract.ts';
import { turnPromises } from './store-turns.contract.ts';
import { whatsappPromises } from './store-whatsapp.contract.ts';

/** What every store must keep, said only through the port. `open` gives a new and empty one each time. */
export function storeContract(name: string, open: OpenStore): void {
  describe(name, () => {
    let opened: OpenedStore;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());
    const store = () => opened.store;

    describe('turns', () => turnPromises(store));
    describe('messages', () => messagePromises(store));
    describe('jobs', () => jobPromises(store));
    describe('texts', () => textPromises(store));
    describe('the order of texts', () => orderPromises(store));
    describe('texts in doubt', () => doubtPromises(store));
    describe('delivery reports', () => reportPromises(store));
    describe('dead letters', () => deadLetterPromises(store));
    describe('what WhatsApp takes', () => whatsappPromises(store));
    describe('a hand-over', () => handoverPromises(store));
    describe('opting out', () => optOutPromises(store));
    describe('reads', () => readPromises(store));
    describe('flow versions', () => flowPromises(store));
    describe('the origin', () => originPromises(() => opened));
    describe('a restart', () => restartPromises(() => opened));
    describe('health', () => healthPromises(store));
  });
}

function originPromises(opened: () => OpenedStore): void {
  it('says when it first started, which never changes', async () => {
    const { store, reopen } = opened();
    expect(await store.readOrigin({ now: NOW })).toEqual({ firstStart: NOW, ours: [] });
    expect((await store.readOrigin({ now: NOW + SECOND })).firstStart).toBe(NOW);
    expect((await (await reopen()).readOrigin({ now: NOW - SECOND })).firstStart).toBe(NOW);
  });

  it('names each number of ours that people have texted once, with its channel', async () => {
    const { store } = opened();
    const whatsapp = { ...ANA, channel: 'whatsapp' as const };
    for (const contact of [ANA, BO, whatsapp]) await begin(store, { contact });
    const { ours } = await store.readOrigin({ now: NOW });
    expect(ours.toSorted((a, b) => a.channel.localeCompare(b.channel))).toEqual([
      { ours: ANA.ours, channel: 'sms', sweptUntil: null },
      { ours: ANA.ours, channel: 'whatsapp', sweptUntil: null },
    ]);
  });

  it('remembers until when a number of ours was swept, over a restart, and of no other', async () => {
    const { store, reopen } = opened();
    const whatsapp = { ...ANA, channel: 'whatsapp' as const };
    for (const contact of [ANA, whatsapp]) await begin(store, { contact });
    const to = { ours: ANA.ours, channel: 'sms' } as const;
    await store.markSwept({ to, until: NOW + SECOND });
    await begin(store, { contact: BO });
    const { ours } = await (await reopen()).readOrigin({ now: NOW });
    expect(ours.toSorted((a, b) => a.channel.localeCompare(b.channel))).toEqual([
      { ...to, sweptUntil: NOW + SECOND },
      { ours: ANA.ours, channel: 'whatsapp', sweptUntil: null },
    ]);
  });
}

function restartPromises(opened: () => OpenedStore): void {
  it('finds everything that was committed', async () => {
    const { store, reopen } = opened();
    await begin(store, {
      message: arrived('SM1', 'hi'),
      say: [say('welcome')],
      conversation: { state: BUSY },
      job: { kind: 'delay', dueAt: NOW + 5 * SECOND },
      contactAttributes: { city: 'Oslo' },
    });
    await store.saveFlow({ flow: 'signup', version: 'v1', content: '{}', now: NOW });
    const before = await openContact(store, ANA, 'SM1');
    const detail = await store.readConversation({ id: before.conversation?.id ?? 0 });
    const again = await reopen();
    expect(await openContact(again, ANA, 'SM1')).toEqual(before);
    expect(await again.readConversation({ id: before.conversation?.id ?? 0 })).toEqual(detail);
    expect(detail?.transcript).toHaveLength(2);
    expect(await again.readFlow({ flow: 'signup', version: 'v1' })).toBe('{}');
    expect(await again.nextJobAt()).toBe(NOW);
  });

  it('knows who has opted out', async () => {
    await opened().store.optOut({ contact: ANA, contactId: null, message: null, say: null, now: NOW });
    const again = await opened().reopen();
    expect((await openContact(again)).optedOut).toBe(true);
    expect(await again.enqueueText({ contact: ANA, text: 'x', shown: 'x', now: NOW })).toEqual({ as: 'opted_out' });
  });

  it('takes no message a second time', async () => {
    await begin(opened().store, { message: arrived('SM1') });
    const again = await opened().reopen();
    expect(await again.commit(turnOf({ contact: { ...ANA, theirs: '+14155550199' }, message: arrived('SM1') }))).toEqual({
      as: 'seen',
    });
  });

  it('keeps a job leased until the lease ends, unless it is recovered', async () => {
    const { store, reopen } = opened();
    await begin(store, { conversation: { state: BUSY }, job: { kind: 'delay', dueAt: NOW } });
    await store.claimJobs({ now: NOW, limit: 1, sends: 10, leaseUntil: NOW + 30 * SECOND });
    const again = await reopen();
    expect(await again.claimJobs({ now: NOW, limit: 1, sends: 10, leaseUntil: NOW + 30 * SECOND })).toEqual([]);
    expect(await again.recover({ now: NOW })).toMatchObject({ jobs: 1, texts: 0 });
    expect(await again.claimJobs({ now: NOW, limit: 1, sends: 10, leaseUntil: NOW + 30 * SECOND })).toHaveLength(1);
  });
}

function healthPromises(store: () => Store): void {
  it('takes a probe, which changes nothing that anybody reads', async () => {
    await begin(store(), { job: { kind: 'no_reply', dueAt: NOW } });
    const before = await openContact(store());
    await store().probe();
    expect(await openContact(store())).toEqual(before);
  });

  it('rejects, rather than waits, once it is closed', async () => {
    await store().close();
    await expect(store().commit(turnOf())).rejects.toThrow();
    await expect(openContact(store())).rejects.toThrow();
    await expect(store().probe()).rejects.toThrow();
  });

  it('has on disk whatever was asked for before it was closed', async () => {
    const begun = begin(store());
    await store().close();
    expect(await begun).toMatchObject({ as: 'committed' });
  });
}
