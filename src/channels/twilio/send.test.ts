import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { ACCOUNT_SID, AUTH_TOKEN, BOT_NUMBER, startFakeTwilio, twilioError } from '../../../test/support/twilio.ts';
import type { FakeTwilio } from '../../../test/support/twilio.ts';
import type { Channel, Outgoing } from '../../runtime/ports.ts';
import { createTwilioChannel } from './send.ts';
import type { TwilioChannelOptions } from './send.ts';

const SERVICE = `MG${'ab'.repeat(16)}`;
const CODE_TEXT = '123456 is your code';
const BASIC = `Basic ${Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64')}`;

let fake: FakeTwilio;
beforeEach(async () => {
  fake = await startFakeTwilio();
});
afterEach(() => fake.stop());

const channelWith = (options: Partial<TwilioChannelOptions> = {}): Channel => {
  const own = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, apiUrl: fake.url };
  return createTwilioChannel({ ...own, statusCallbackUrl: null, messagingServiceSid: null, ...options });
};

const outgoing = (message: Partial<Outgoing> = {}): Outgoing => ({
  id: 42,
  contact: { ours: BOT_NUMBER, channel: 'sms', theirs: '+14155550100' },
  text: CODE_TEXT,
  media: [],
  template: null,
  buttons: [],
  ...message,
});

const sentForm = (): Record<string, string> => Object.fromEntries(fake.messages[0]?.form ?? []);

test('sends a text from the number the person texted, and gives its id', async () => {
  const result = await channelWith().send(outgoing());
  expect(result).toEqual({ as: 'sent', sid: fake.messages[0]?.sid });
  expect(sentForm()).toEqual({ To: '+14155550100', From: BOT_NUMBER, Body: CODE_TEXT });
  expect(fake.messages[0]).toMatchObject({ accountSid: ACCOUNT_SID, authorization: BASIC });
});

test('sends a content template with its variables, and nothing of the text that it stands for', async () => {
  const media = ['https://example.com/a.png'];
  const template = { sid: `HX${'0a'.repeat(16)}`, variables: { 1: 'Ada "A" \u0000Lovelace', name: '' } };
  const contact = { ours: BOT_NUMBER, channel: 'whatsapp', theirs: '+14155550100' } as const;
  expect(await channelWith().send(outgoing({ contact, media, template }))).toMatchObject({ as: 'sent' });
  expect(sentForm()).toEqual({
    To: 'whatsapp:+14155550100',
    From: `whatsapp:${BOT_NUMBER}`,
    ContentSid: template.sid,
    ContentVariables: '{"1":"Ada \\"A\\" Lovelace","name":""}',
  });
});

test('sends a content template that has no variables by its id alone', async () => {
  const template = { sid: `HX${'0a'.repeat(16)}`, variables: {} };
  await channelWith().send(outgoing({ template }));
  expect(sentForm()).toEqual({ To: '+14155550100', From: BOT_NUMBER, ContentSid: template.sid });
});

test('names the message itself in its status callback', async () => {
  await channelWith({ statusCallbackUrl: 'https://chat.example.com/webhooks/twilio/status' }).send(outgoing({ id: 7 }));
  expect(sentForm()['StatusCallback']).toBe('https://chat.example.com/webhooks/twilio/status?message=7');
});

test('marks both addresses on WhatsApp and uses no SMS service there', async () => {
  const contact = { ours: BOT_NUMBER, channel: 'whatsapp', theirs: 'US.1349' } as const;
  await channelWith({ messagingServiceSid: SERVICE }).send(outgoing({ contact }));
  expect(sentForm()).toEqual({ To: 'whatsapp:US.1349', From: `whatsapp:${BOT_NUMBER}`, Body: CODE_TEXT });
});

test('sends through the messaging service from our number, and by its choice where we have none', async () => {
  const channel = channelWith({ messagingServiceSid: SERVICE });
  await channel.send(outgoing());
  await channel.send(outgoing({ contact: { ours: '', channel: 'sms', theirs: '+14155550100' } }));
  expect(fake.messages.map(({ from, form }) => [from, form.get('MessagingServiceSid')])).toEqual([
    [BOT_NUMBER, SERVICE],
    ['', SERVICE],
  ]);
});

test('sends every file, and no empty text beside them', async () => {
  const media = ['https://files.example/a.png', 'https://files.example/b.png'];
  await channelWith().send(outgoing({ text: '', media }));
  expect(fake.messages[0]?.form.getAll('MediaUrl')).toEqual(media);
  expect(fake.messages[0]?.form.has('Body')).toBe(false);
});

test('signs with the API key where there is one', async () => {
  const result = await channelWith({ apiKey: `SK${'0'.repeat(32)}`, apiSecret: 'hush' }).send(outgoing());
  expect(result.as).toBe('sent');
  expect(fake.messages[0]?.authorization).toBe(`Basic ${Buffer.from(`SK${'0'.repeat(32)}:hush`).toString('base64')}`);
  expect(fake.messages[0]?.accountSid).toBe(ACCOUNT_SID);
});

test('refuses for good what Twilio refuses, with its code and without its words', async () => {
  fake.answerNext(twilioError(400, 21211, 'Invalid To: +14155550100 with 123456'));
  const result = await channelWith().send(outgoing());
  expect(result).toMatchObject({ as: 'refused', code: 21211, retry: false, retryAfter: null });
  expect(JSON.stringify(result)).not.toMatch(/4155550100|123456/);
});

test('lets a busy Twilio be tried again, after the time it names', async () => {
  const channel = channelWith();
  fake.answerNext({ ...twilioError(429, 20429, 'Too many requests'), headers: { 'Retry-After': '3' } });
  expect(await channel.send(outgoing())).toMatchObject({ as: 'refused', code: 20429, retry: true, retryAfter: 3 });
  fake.answerNext(twilioError(429, 20429, 'Too many requests'));
  expect(await channel.send(outgoing())).toMatchObject({ as: 'refused', code: 20429, retry: true, retryAfter: null });
  // No retry of the library's own: the outbox decides.
  expect(fake.messages).toHaveLength(2);
});

test('lets a full queue of the sender be tried again', async () => {
  fake.answerNext(twilioError(400, 21611, 'Queue full'));
  expect(await channelWith().send(outgoing())).toMatchObject({ as: 'refused', code: 21611, retry: true });
});

test('reads each Retry-After from its own answer when several sends are under way', async () => {
  const channel = channelWith();
  for (const seconds of ['1', '2', '3', '4'])
    fake.answerNext({ ...twilioError(429, 20429, 'Busy'), headers: { 'Retry-After': seconds } });
  const results = await Promise.all([1, 2, 3, 4].map((id) => channel.send(outgoing({ id }))));
  const waits = results.map((result) => (result.as === 'refused' ? result.retryAfter : null));
  expect(new Set(waits)).toEqual(new Set([1, 2, 3, 4]));
});

test('does not know what became of a message that was answered 5xx, hung up on, or answered with nonsense', async () => {
  const channel = channelWith();
  const lost = [
    twilioError(503, 20503, 'x'),
    'reset',
    { status: 201, body: 'no json' },
    { status: 201, body: {} },
    { status: 201, body: 'null' },
  ] as const;
  for (const answer of lost) {
    fake.answerNext(answer);
    expect(await channel.send(outgoing()), JSON.stringify(answer)).toMatchObject({ as: 'unknown' });
  }
  expect(fake.messages).toHaveLength(lost.length);
});

test('does not know what became of a message that got no answer in time', async () => {
  fake.answerNext('hang');
  const result = await channelWith({ timeoutMs: 150 }).send(outgoing());
  expect(result.as).toBe('unknown');
  expect(fake.messages).toHaveLength(1);
});

test('refuses, to be tried again, when nothing listens', async () => {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise<void>((resolve) => gone.close(() => resolve()));
  for (const apiUrl of [`http://127.0.0.1:${port}`, `http://localhost:${port}`]) {
    const result = await channelWith({ apiUrl }).send(outgoing());
    expect(result, apiUrl).toMatchObject({ as: 'refused', code: null, retry: true });
  }
});

test('follows no redirect with the credentials', async () => {
  const other = await startFakeTwilio();
  fake.answerNext({
    status: 307,
    body: {},
    headers: { Location: `${other.url}/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json` },
  });
  const result = await channelWith().send(outgoing());
  await other.stop();
  expect(result).toMatchObject({ as: 'refused', retry: false });
  expect(other.messages).toHaveLength(0);
});

test('never puts the text or a token into a reason', async () => {
  const channel = channelWith({ timeoutMs: 150 });
  const answers = [
    'hang',
    'reset',
    twilioError(401, 20003, CODE_TEXT),
    { status: 500, body: CODE_TEXT },
    { status: 404, body: AUTH_TOKEN },
  ] as const;
  for (const answer of answers) {
    fake.answerNext(answer);
    const said = JSON.stringify(await channel.send(outgoing()));
    expect(said).not.toContain('123456');
    expect(said).not.toContain(AUTH_TOKEN);
  }
});
