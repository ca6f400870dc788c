import { expect, it } from 'vitest';
import type { Store } from '../../src/runtime/store.ts';
import { ANA, begin, claimDue, commit, detailOf, messageOf, NOW, nextTurn, openContact, stateOf } from './store-fixtures.ts';

const HANDED_OFF = stateOf({ step: 'help', waiting: 'person', handover: { after: 1000, from: null } });

/** Conversations in a person's hands. */
export function handoverPromises(store: () => Store): void {
  it('is a status of its own, and messages that came meanwhile say so', async () => {
    const { contactId, conversationId } = await begin(store(), { conversation: { state: HANDED_OFF } });
    const message = messageOf('SM1', 'My number is 415');
    await store().record({ contact: ANA, contactId, conversationId, message, status: 'handed_off', now: NOW });
    expect(await detailOf(store(), conversationId)).toMatchObject({
      state: 'handed_off',
      transcript: [{ text: 'My number is 415', status: 'handed_off' }],
    });
    expect(await openContact(store())).toMatchObject({ kept: [], conversation: { state: HANDED_OFF } });
  });

  it('queues what a person says, and shows that it was one', async () => {
    const { conversationId } = await begin(store(), { conversation: { state: HANDED_OFF } });
    expect(await store().reply({ conversationId, text: 'Hello.', now: NOW })).toBe('queued');
    const [job] = await claimDue(store());
    expect(await store().beginSend({ messageId: job?.messageId ?? 0, now: NOW })).toMatchObject({ contact: ANA, text: 'Hello.' });
    const { transcript } = await detailOf(store(), conversationId);
    expect(transcript).toEqual([{ direction: 'out', text: 'Hello.', at: NOW, status: 'sending', sid: null, author: 'person' }]);
  });

  it('queues nothing in a conversation that the bot has, that has ended, or that is not there', async () => {
    const { conversationId } = await begin(store(), { conversation: { state: HANDED_OFF } });
    await commit(store(), nextTurn(await openContact(store()), { conversation: { state: stateOf() } }));
    for (const id of [conversationId, 99])
      expect(await store().reply({ conversationId: id, text: 'Hello.', now: NOW })).toBe('not_handed_off');
    expect(await claimDue(store())).toEqual([]);
  });

  it('finds whose conversation it is', async () => {
    const { conversationId } = await begin(store());
    expect(await store().contactOf({ conversationId })).toEqual(ANA);
    expect(await store().contactOf({ conversationId: 99 })).toBeNull();
  });
}
