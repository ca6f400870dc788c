import { expect, it } from 'vitest';
import type { Stores } from '../../db/open-store.ts';
import type { EventJob } from '../../src/runtime/event-store.ts';
import { ANA, BO, begin, ENDED, messageOf, NOW, SECOND } from './store-fixtures.ts';

type EventParts = Pick<Stores, 'store' | 'eventStore'>;

/** What every store must keep of the events that the owner's system is told. */
export function eventPromises(stores: () => EventParts): void {
  const claim = (now = NOW, limit = 10) => stores().eventStore.claimEvents({ now, limit, leaseUntil: now + 60 * SECOND });
  const typeOf = ({ body }: EventJob) => (JSON.parse(body) as { type: string }).type;
  const end = (contact = ANA) => begin(stores().store, { contact, conversation: { state: ENDED } });

  it('tells of the end of a conversation, with who it was and in which flow', async () => {
    const { conversationId } = await end();
    const [event] = await claim();
    expect(event).toMatchObject({ at: NOW, attempts: 1, id: expect.stringMatching(/^evt_/) });
    expect(JSON.parse(event?.body ?? '')).toEqual({
      type: 'conversation.ended',
      timestamp: new Date(NOW).toISOString(),
      data: {
        contact: { address: ANA.theirs, channel: 'sms', ours: ANA.ours },
        conversation: String(conversationId),
        flow: 'signup',
        outcome: 'done',
      },
    });
    expect(await claim()).toEqual([]);
  });

  it('tells those of one contact one after the other, and of others meanwhile', async () => {
    await begin(stores().store);
    await stores().store.optOut({ contact: ANA, contactId: null, message: messageOf('SM1', 'STOP'), say: null, now: NOW });
    await end(BO);
    const first = await claim();
    expect(first.map(typeOf)).toEqual(['contact.opted_out', 'conversation.ended']);
    await stores().eventStore.settleEvent({ jobId: first[0]?.jobId ?? 0, settled: { as: 'told' }, now: NOW });
    const second = await claim();
    expect(second.map(typeOf)).toEqual(['conversation.ended']);
    expect(second[0]?.body).toContain(ANA.theirs);
  });

  it('holds back what comes after an event that was not taken', async () => {
    await end();
    await end();
    const [event] = await claim();
    const jobId = event?.jobId ?? 0;
    const dueAt = NOW + 5 * SECOND;
    await stores().eventStore.settleEvent({ jobId, settled: { as: 'later', dueAt, reason: 'no answer' }, now: NOW });
    expect(await stores().eventStore.nextEventAt()).toBe(dueAt);
    expect(await claim(NOW + SECOND)).toEqual([]);
    expect(await claim(dueAt)).toMatchObject([{ jobId, id: event?.id, attempts: 2 }]);
  });

  it('puts one that is given up among the dead letters, and goes on with the next', async () => {
    await end();
    await end();
    const [event] = await claim();
    const jobId = event?.jobId ?? 0;
    await stores().eventStore.settleEvent({ jobId, settled: { as: 'dead', reason: 'refused' }, now: NOW });
    const letters = await stores().store.listDeadLetters({ before: null, limit: 5 });
    expect(letters.items).toMatchObject([{ id: jobId, kind: 'event', error: 'refused', address: ANA.theirs }]);
    expect(await claim(NOW + SECOND)).toHaveLength(1);
  });

  it('has nothing to tell when nothing happened', async () => {
    await begin(stores().store);
    expect(await stores().eventStore.nextEventAt()).toBeNull();
    expect(await claim()).toEqual([]);
  });
}
