import { expect, it } from 'vitest';
import type { Store } from '../../src/runtime/store.ts';
import {
  ANA,
  arrived,
  BO,
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
  turnOf,
} from './store-fixtures.ts';

/** Messages that make no turn: kept for the next capture, or unanswered. */
export function messagePromises(store: () => Store): void {
  keepsThem(store);
  boundsThem(store);
  settlesThem(store);
  storesThem(store);
}

const PLACE = { latitude: 37.7879, longitude: -122.3961, address: '101 Spear St', label: null };

/** Begins a conversation that is busy and records messages for it. */
async function keep(store: Store, texts: readonly string[]) {
  const { contactId, conversationId } = await begin(store, { conversation: { state: BUSY } });
  const record = (sid: string, text: string) =>
    store.record({ contact: ANA, contactId, conversationId, message: messageOf(sid, text), status: 'kept', now: NOW });
  const results: string[] = [];
  for (const [index, text] of texts.entries()) results.push(await record(`SM${index}`, text));
  return { conversationId, results, record };
}

function keepsThem(store: () => Store): void {
  it('keeps what arrives while the contact is busy, whole and in the order of arrival', async () => {
    const { contactId, conversationId } = await begin(store(), { conversation: { state: BUSY } });
    const button = {
      ...messageOf('SM1', 'Yes'),
      media: [{ url: 'https://example.com/a.png', type: 'image/png' }],
      button: 'yes',
    };
    await store().record({ contact: ANA, contactId, conversationId, message: button, status: 'kept', now: NOW });
    await store().record({
      contact: ANA,
      contactId,
      conversationId,
      message: { ...messageOf('SM2', '4711'), location: PLACE },
      status: 'kept',
      now: NOW,
    });
    const { kept } = await openContact(store());
    expect(kept.map(({ text, media, button, location }) => ({ text, media, button, location }))).toEqual([
      { text: 'Yes', media: [{ url: 'https://example.com/a.png', type: 'image/png' }], button: 'yes', location: null },
      { text: '4711', media: [], button: null, location: PLACE },
    ]);
  });

  it('keeps nothing of one contact for another', async () => {
    await keep(store(), ['mine']);
    await begin(store(), { contact: BO, conversation: { state: BUSY } });
    expect((await openContact(store(), BO)).kept).toEqual([]);
  });

  it('takes a message id once, whether it is recorded or makes a turn', async () => {
    const { conversationId, record } = await keep(store(), ['one']);
    expect(await record('SM0', 'one')).toBe('seen');
    expect(await store().commit(nextTurn(await openContact(store()), { message: arrived('SM0') }))).toEqual({ as: 'seen' });
    expect((await detailOf(store(), conversationId)).transcript).toHaveLength(1);
  });

  it('takes a message id once when it is recorded twice at once', async () => {
    const { record } = await keep(store(), []);
    expect((await Promise.all([record('SM1', 'a'), record('SM1', 'a')])).toSorted()).toEqual(['recorded', 'seen']);
  });

  it('remembers a message that no flow takes, of a contact it had not met', async () => {
    const lost = {
      contact: ANA,
      contactId: null,
      conversationId: null,
      message: messageOf('SM1'),
      status: 'unanswered' as const,
      now: NOW,
    };
    expect(await store().record(lost)).toBe('recorded');
    expect(await store().record(lost)).toBe('seen');
    const opened = await openContact(store(), ANA, 'SM1');
    expect(opened).toMatchObject({ conversation: null, kept: [], seen: { unsaid: [] } });
    expect(opened.contactId).not.toBeNull();
  });
}

function boundsThem(store: () => Store): void {
  const twenty = Array.from({ length: 20 }, (_, index) => `text ${index}`);

  it('keeps at most 20 messages of a contact, and records the next as not used', async () => {
    const { conversationId, results, record } = await keep(store(), twenty);
    expect(new Set(results)).toEqual(new Set(['recorded']));
    expect(await record('SM20', 'one too many')).toBe('full');
    expect(await record('SM20', 'one too many')).toBe('seen');
    expect((await openContact(store())).kept.map(({ text }) => text)).toEqual(twenty);
    const { transcript } = await detailOf(store(), conversationId);
    expect(transcript).toHaveLength(21);
    expect(transcript.at(-1)).toMatchObject({ text: 'one too many', status: 'not_used' });
  });

  it('keeps no more than 20 of those that come at once', async () => {
    const { record } = await keep(store(), []);
    const results = await Promise.all(Array.from({ length: 25 }, (_, index) => record(`SM${index}`, 'x')));
    expect(results.filter((one) => one === 'full')).toHaveLength(5);
    expect((await openContact(store())).kept).toHaveLength(20);
  });

  it('has room again once one was read, and never counts those of another contact', async () => {
    const { record } = await keep(store(), twenty);
    const opened = await openContact(store());
    const id = opened.kept[0]?.id ?? 0;
    await commit(store(), nextTurn(opened, { read: [{ id, status: 'used', shown: null }] }));
    expect(await record('SM20', 'fits')).toBe('recorded');
    const other = await begin(store(), { contact: BO, conversation: { state: BUSY } });
    const { contactId, conversationId } = other;
    const theirs = { contact: BO, contactId, conversationId, message: messageOf('SM99'), status: 'kept' as const, now: NOW };
    expect(await store().record(theirs)).toBe('recorded');
  });
}

function settlesThem(store: () => Store): void {
  it('settles kept messages with the turn that reads them, and leaves the others kept', async () => {
    const { conversationId } = await keep(store(), ['first', 'second', 'third']);
    const opened = await openContact(store());
    const [first, second] = opened.kept;
    const read = [
      { id: first?.id ?? 0, status: 'not_used' as const, shown: null },
      { id: second?.id ?? 0, status: 'used' as const, shown: null },
    ];
    await commit(store(), nextTurn(opened, { read }));
    expect((await openContact(store())).kept.map(({ text }) => text)).toEqual(['third']);
    const { transcript } = await detailOf(store(), conversationId);
    expect(transcript.map(({ status }) => status)).toEqual(['not_used', 'used', 'kept']);
  });

  it('leaves kept messages kept when the turn that read them is a conflict', async () => {
    await keep(store(), ['first']);
    const opened = await openContact(store());
    await commit(store(), nextTurn(opened));
    const read = [{ id: opened.kept[0]?.id ?? 0, status: 'used' as const, shown: null }];
    expect(await store().commit(nextTurn(opened, { read }))).toEqual({ as: 'conflict' });
    expect((await openContact(store())).kept).toEqual(opened.kept);
  });

  it('hides the digits of a kept message until a step has read it', async () => {
    const { conversationId } = await keep(store(), ['my code is 483911']);
    const shown = async () => (await detailOf(store(), conversationId)).transcript.map(({ text }) => text);
    expect(await shown()).toEqual(['my code is ••••••']);
    const opened = await openContact(store());
    await commit(store(), nextTurn(opened, { read: [{ id: opened.kept[0]?.id ?? 0, status: 'used', shown: null }] }));
    expect(await shown()).toEqual(['my code is 483911']);
  });

  it('shows a typed code in no form once the turn that read it has hidden it', async () => {
    const { conversationId } = await keep(store(), ['my code is 483911']);
    const opened = await openContact(store());
    await commit(store(), nextTurn(opened, { read: [{ id: opened.kept[0]?.id ?? 0, status: 'used', shown: 'hidden' }] }));
    expect((await detailOf(store(), conversationId)).transcript.map(({ text }) => text)).toEqual(['hidden']);
  });

  it('shows no picture and no place of a kept message once the turn that read it has hidden all of it', async () => {
    const { conversationId } = await keep(store(), []);
    const media = [{ url: 'https://x.example/1.jpg', type: null }];
    const message = { ...messageOf('SM2', 'here'), media, button: 'yes', location: PLACE };
    await store().record({ contact: ANA, contactId: null, conversationId, message, status: 'kept', now: NOW });
    const opened = await openContact(store());
    const read = [{ id: opened.kept[0]?.id ?? 0, status: 'used' as const, shown: '••••••', bare: true }];
    await commit(store(), nextTurn(opened, { read }));
    expect((await detailOf(store(), conversationId)).transcript).toEqual([
      { direction: 'in', text: '••••••', at: NOW, status: 'used', sid: 'SM2' },
    ]);
  });

  it('keeps of a message that came just now only what may be shown', async () => {
    const { conversationId } = await commit(store(), turnOf({ message: arrived('SM1', '483911', '••••••') }));
    expect((await detailOf(store(), conversationId)).transcript).toEqual([
      { direction: 'in', text: '••••••', at: NOW, status: 'used', sid: 'SM1' },
    ]);
  });
}

const LATER = { contact: ANA, contactId: null, conversationId: null, status: 'received' as const, now: NOW };

/** Stores a message to be handled later, and gives the job that does so. */
async function storeForLater(store: Store, message = messageOf('SM1', 'hello')) {
  await store.record({ ...LATER, message });
  const [job] = await claimDue(store);
  if (job?.messageId === null || job?.messageId === undefined) throw new Error('No job was made for the message.');
  return { messageId: job.messageId, job };
}

function storesThem(store: () => Store): void {
  it('stores a message under load with the job that handles it later, once', async () => {
    const message = {
      ...messageOf('SM1', 'Yes'),
      media: [{ url: 'https://example.com/a.png', type: 'image/png' }],
      button: 'yes',
      name: 'Ana',
    };
    expect(await store().record({ ...LATER, message })).toBe('recorded');
    expect(await store().record({ ...LATER, message })).toBe('seen');
    const jobs = await claimDue(store());
    expect(jobs).toMatchObject([{ kind: 'message', contact: ANA, conversationId: null, attempts: 1 }]);
    const messageId = jobs[0]?.messageId ?? 0;
    const { text, media, button, location } = message;
    expect(await store().readReceived({ messageId })).toEqual({ id: messageId, text, media, button, location });
    expect(await openContact(store(), ANA, 'SM1')).toMatchObject({ name: 'Ana', kept: [], seen: { id: messageId } });
  });

  it.each(['kept', 'unanswered'] as const)('settles a stored message as %s, once', async (status) => {
    await begin(store(), { conversation: { state: BUSY } });
    const { messageId } = await storeForLater(store());
    expect(await store().settleReceived({ messageId, status })).toBe('settled');
    expect(await store().readReceived({ messageId })).toBeNull();
    await store().settleReceived({ messageId, status: status === 'kept' ? 'unanswered' : 'kept' });
    expect((await openContact(store())).kept.map(({ id }) => id)).toEqual(status === 'kept' ? [messageId] : []);
  });

  it('shows a stored message in the conversation whose turn used it, and has it no more to handle', async () => {
    const { messageId } = await storeForLater(store());
    const { contactId } = await openContact(store());
    const { conversationId } = await begin(store(), { contactId, read: [{ id: messageId, status: 'used', shown: null }] });
    expect(await store().readReceived({ messageId })).toBeNull();
    expect((await detailOf(store(), conversationId)).transcript).toMatchObject([{ text: 'hello', status: 'used', sid: 'SM1' }]);
  });

  it('holds back no text for a message that waits to be handled', async () => {
    await store().record({ ...LATER, message: messageOf('SM1') });
    const { contactId } = await openContact(store());
    await begin(store(), { contactId, say: [say('one')] });
    expect((await claimDue(store())).map(({ kind }) => kind).toSorted()).toEqual(['message', 'send']);
  });

  it('keeps a stored message for the time after a crash', async () => {
    const { messageId } = await storeForLater(store());
    expect(await store().recover({ now: NOW })).toMatchObject({ jobs: 1, texts: 0 });
    expect(await claimDue(store())).toMatchObject([{ kind: 'message', messageId }]);
  });
}
