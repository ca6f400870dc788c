import { expect, it } from 'vitest';
import type { Stores } from '../../db/open-store.ts';
import { ANA, arrived, begin, BO, claimDue, enqueue, ENDED, NOW, openContact, say, SECOND } from './store-fixtures.ts';

type PeopleParts = Pick<Stores, 'store' | 'eventStore'>;
const PHONE = '+14155550199';
const CLAIM = { phone: PHONE, at: NOW, until: NOW + SECOND, by: 'builtin' };

/** What every store must keep of what is held on people, and how it goes. */
export function peoplePromises(stores: () => PeopleParts): void {
  it('finds a person by their address on every channel, and by the number that they have verified', async () => {
    const { store } = stores();
    const sms = await begin(store);
    const whatsapp = await begin(store, { contact: { ...ANA, channel: 'whatsapp' } });
    const bo = await begin(store, { contact: BO, claim: CLAIM });
    const ids = async (address: string) => (await store.findContacts({ address })).map(({ id }) => id).toSorted((a, b) => a - b);
    expect(await ids(ANA.theirs)).toEqual([sms.contactId, whatsapp.contactId]);
    expect(await ids(PHONE)).toEqual([bo.contactId]);
    expect(await store.findContacts({ address: BO.theirs })).toEqual([{ id: bo.contactId, contact: BO }]);
    expect(await ids('+14155550000')).toEqual([]);
  });

  it('tells all that is held on a contact', async () => {
    const { store } = stores();
    const lasting = { contactAttributes: { plan: 'gold' }, claim: CLAIM, language: { is: 'de' } };
    const { contactId, conversationId } = await begin(store, { message: arrived('SM1'), ...lasting });
    await enqueue(store, { contact: ANA, text: 'Your code is 123456', shown: 'Your code is ••••••', now: NOW });
    expect(await store.readContact({ contactId })).toMatchObject({
      contact: ANA,
      language: 'de',
      attributes: { plan: 'gold' },
      verified: CLAIM,
      optedOutAt: null,
      createdAt: NOW,
      conversations: [conversationId],
      texts: [{ direction: 'out', text: 'Your code is ••••••' }],
    });
    expect(await store.readContact({ contactId: contactId + 1 })).toBeNull();
  });

  it('erases a contact with texts outside conversations, events and dead letters, and says how much that was', async () => {
    const { store, eventStore } = stores();
    const ana = await begin(store, { message: arrived('SM1'), say: [say('Hello.')], conversation: { state: ENDED } });
    const code = await enqueue(store, { contact: ANA, text: 'A code', shown: 'A code', now: NOW });
    const bo = await begin(store, { contact: BO, say: [say('Hello.')], conversation: { state: ENDED } });
    const job = (await claimDue(store)).find(({ messageId }) => messageId === code);
    await store.buryJob({ id: job?.id ?? 0, revision: job?.revision ?? 0, error: 'No.', now: NOW });
    expect(await store.eraseContact({ contactId: ana.contactId })).toEqual({ conversations: 1, texts: 3 });
    expect(await store.readContact({ contactId: ana.contactId })).toBeNull();
    expect((await store.listDeadLetters({ before: null, limit: 9 })).items).toEqual([]);
    const events = await eventStore.claimEvents({ now: NOW, limit: 9, leaseUntil: NOW + SECOND });
    expect(events.map(({ body }) => body)).toEqual([expect.stringContaining(BO.theirs)]);
    expect(await store.readContact({ contactId: bo.contactId })).toMatchObject({ conversations: [bo.conversationId] });
  });

  it('still knows who has opted out, and which messages were taken, once a person is erased', async () => {
    const { store } = stores();
    const { contactId } = await begin(store, { message: arrived('SM1') });
    await store.optOut({ contact: ANA, contactId, message: null, say: null, now: NOW });
    await store.eraseContact({ contactId });
    expect(await openContact(store, ANA, 'SM1')).toMatchObject({ contactId: null, seen: { unsaid: [] } });
    expect(await store.enqueueText({ contact: ANA, text: 'x', shown: 'x', now: NOW })).toEqual({ as: 'opted_out' });
  });
}
