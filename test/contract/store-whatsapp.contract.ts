import { expect, it } from 'vitest';
import type { ContactKey } from '../../src/runtime/ports.ts';
import type { Store } from '../../src/runtime/store.ts';
import {
  ANA,
  arrived,
  BUSY,
  begin,
  claimDue,
  commit,
  detailOf,
  messageOf,
  NOW,
  nextTurn,
  openContact,
  say,
} from './store-fixtures.ts';

const DAY = 24 * 3_600_000;
const WA: ContactKey = { ...ANA, channel: 'whatsapp' };
const TEMPLATE = { sid: 'HX1', variables: { 1: 'Ada' } };
const CONTENT = { template: TEMPLATE, buttons: [], secret: false };
const BUTTONS = [{ label: 'Yes', value: 'yes' }];

/** Sends the one text of a conversation that a message began, so long after that message. */
async function sendAfter(store: Store, ms: number, text: ReturnType<typeof say>, contact = WA) {
  const { conversationId } = await begin(store, { contact, message: arrived('SM1'), say: [text] });
  const [job] = await claimDue(store, NOW + ms);
  return { conversationId, outgoing: await store.beginSend({ messageId: job?.messageId ?? 0, now: NOW + ms }) };
}

/** Ordinary texts reach a person for 24 hours after they last wrote; content templates always. */
export function whatsappPromises(store: () => Store): void {
  it('sends no ordinary text after the 24 hours, and says why', async () => {
    const { conversationId, outgoing } = await sendAfter(store(), DAY, say('News.'));
    expect(outgoing).toBeNull();
    const { transcript } = await detailOf(store(), conversationId);
    expect(transcript[1]).toMatchObject({ status: 'failed', error: expect.stringMatching(/^outside_window /) as unknown });
    expect(await claimDue(store(), NOW + 2 * DAY)).toEqual([]);
  });

  it('sends it a moment before', async () => {
    const { outgoing } = await sendAfter(store(), DAY - 1, say('News.'));
    expect(outgoing).toMatchObject({ text: 'News.', template: null });
  });

  it('sends an ordinary text by SMS whenever it likes', async () => {
    const { outgoing } = await sendAfter(store(), 2 * DAY, say('News.'), ANA);
    expect(outgoing).toMatchObject({ text: 'News.', template: null });
  });

  it('sends no ordinary text to somebody who has never written', async () => {
    await begin(store(), { contact: WA, say: [say('News.')] });
    const [job] = await claimDue(store());
    expect(await store().beginSend({ messageId: job?.messageId ?? 0, now: NOW })).toBeNull();
  });

  it('sends the content template in place of a text after the 24 hours, and the text within them', async () => {
    const text = { ...say('News.'), content: CONTENT };
    expect((await sendAfter(store(), DAY, text)).outgoing).toMatchObject({ text: 'News.', template: TEMPLATE });
    const { said } = await commit(store(), nextTurn(await openContact(store(), WA), { contact: WA, say: [text] }));
    const messageId = said[0]?.id ?? 0;
    expect(await store().beginSend({ messageId, now: NOW })).toMatchObject({ text: 'News.', template: null });
  });

  it('sends buttons with their template at all times', async () => {
    const { outgoing } = await sendAfter(store(), 0, { ...say('Yes?'), content: { ...CONTENT, buttons: BUTTONS } });
    expect(outgoing).toMatchObject({ template: TEMPLATE, buttons: BUTTONS });
  });

  it('counts from every message, also one that is only kept or stored', async () => {
    const { contactId, conversationId } = await begin(store(), {
      contact: WA,
      message: arrived('SM1'),
      conversation: { state: BUSY },
    });
    expect((await openContact(store(), WA)).lastInboundAt).toBe(NOW);
    const message = messageOf('SM2');
    const later = NOW + DAY;
    await store().record({ contact: WA, contactId, conversationId, message, status: 'kept', now: later });
    expect((await openContact(store(), WA)).lastInboundAt).toBe(later);
    await store().optOut({ contact: WA, contactId, message: messageOf('SM3'), say: null, now: later + 1 });
    expect((await openContact(store(), WA)).lastInboundAt).toBe(later + 1);
  });

  it('does not count what a person writes by SMS', async () => {
    await begin(store(), { message: arrived('SM1') });
    expect((await openContact(store())).lastInboundAt).toBeNull();
  });

  it('erases the variables of a template with a secret in them once it has left', async () => {
    const { conversationId, outgoing } = await sendAfter(store(), 0, {
      ...say('Your PIN.'),
      content: { template: TEMPLATE, buttons: BUTTONS, secret: true },
    });
    const messageId = outgoing?.id ?? 0;
    await store().settleSend({ messageId, jobId: 1, result: { as: 'unknown', reason: 'lost' }, retryAt: null, now: NOW });
    expect(await store().readDoubt({ messageId })).toMatchObject({ secret: true, template: false });
    expect((await detailOf(store(), conversationId)).transcript[1]).toMatchObject({ text: 'Your PIN.' });
  });

  it('knows of a doubt that a template may have gone in its place', async () => {
    const { outgoing } = await sendAfter(store(), 0, { ...say('Yes?'), content: { ...CONTENT, buttons: BUTTONS } });
    const messageId = outgoing?.id ?? 0;
    await store().settleSend({ messageId, jobId: 1, result: { as: 'unknown', reason: 'lost' }, retryAt: null, now: NOW });
    expect(await store().readDoubt({ messageId })).toMatchObject({ template: true });
  });

  it('keeps the language of a contact, and clears it', async () => {
    await begin(store(), { language: { is: 'es' } });
    expect((await openContact(store())).language).toBe('es');
    await commit(store(), nextTurn(await openContact(store())));
    expect((await openContact(store())).language).toBe('es');
    await commit(store(), nextTurn(await openContact(store()), { language: { is: null } }));
    expect((await openContact(store())).language).toBeNull();
  });
}
