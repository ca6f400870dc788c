import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ACCOUNT_SID,
  AUTH_TOKEN,
  BOT_NUMBER,
  type FakeTwilio,
  newSid,
  startFakeTwilio,
  twilioError,
} from '../../../test/support/twilio.ts';
import type { ListedMessage } from '../../../test/support/twilio-list.ts';
import type { Channel, ContactKey } from '../../runtime/ports.ts';
import { createTwilioChannel } from './send.ts';

const NOON = Date.UTC(2027, 0, 15, 12);
const HOUR = 3_600_000;
const SECOND = 1_000;
const ANA: ContactKey = { ours: BOT_NUMBER, channel: 'sms', theirs: '+14155550132' };
const OURS = { ours: BOT_NUMBER, channel: 'sms' } as const;

let fake: FakeTwilio;
let channel: Channel;
beforeEach(async () => {
  fake = await startFakeTwilio(() => NOON);
  const account = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, apiUrl: fake.url };
  channel = createTwilioChannel({ ...account, statusCallbackUrl: null, messagingServiceSid: null, timeoutMs: 2_000 });
});
afterEach(() => fake.stop());

/** A text of ours to Ana in Twilio's list, with what a test is about replaced. */
function listed(changes: Partial<ListedMessage> = {}): ListedMessage {
  const message: ListedMessage = {
    sid: newSid(),
    direction: 'outbound-api',
    from: BOT_NUMBER,
    to: ANA.theirs,
    body: 'hello',
    status: 'sent',
    at: NOON,
    ...changes,
  };
  fake.listed.push(message);
  return message;
}

const incoming = (changes: Partial<ListedMessage> = {}) =>
  listed({ direction: 'inbound', from: ANA.theirs, to: BOT_NUMBER, status: 'received', ...changes });

async function sidsOf(listing: ReturnType<Channel['listSent']> | ReturnType<Channel['listReceived']>): Promise<string[]> {
  const answer = await listing;
  if (!answer.ok) throw new Error(answer.reason);
  return answer.items.map(({ sid }) => sid);
}

describe('texts that were sent', () => {
  test('to a contact are listed with their words and their time, whether by the API or on a webhook', async () => {
    const { sid } = listed({ body: 'by the API' });
    const reply = listed({ direction: 'outbound-reply', body: 'on a webhook', at: NOON - SECOND });
    expect(await channel.listSent({ contact: ANA, since: NOON - HOUR })).toEqual({
      ok: true,
      items: [
        { sid, text: 'by the API', at: NOON },
        { sid: reply.sid, text: 'on a webhook', at: NOON - SECOND },
      ],
    });
  });

  test('before the time in question, to somebody else, by somebody else or from another number are not', async () => {
    listed({ at: NOON - HOUR - SECOND });
    listed({ to: '+14155550177' });
    listed({ direction: 'inbound' });
    listed({ from: '+14155550101' });
    const { sid } = listed({ at: NOON - HOUR });
    expect(await sidsOf(channel.listSent({ contact: ANA, since: NOON - HOUR }))).toEqual([sid]);
  });

  test('by a messaging service are listed whatever number it chose', async () => {
    const { sid } = listed({ from: '+14155550101', service: `MG${'ab'.repeat(16)}` });
    expect(await sidsOf(channel.listSent({ contact: ANA, since: NOON }))).toEqual([sid]);
  });

  test('on WhatsApp are found by the addresses that Twilio has for them', async () => {
    listed();
    const { sid } = listed({ from: `whatsapp:${BOT_NUMBER}`, to: `whatsapp:${ANA.theirs}` });
    expect(await sidsOf(channel.listSent({ contact: { ...ANA, channel: 'whatsapp' }, since: NOON }))).toEqual([sid]);
  });

  test('are all there where they fill more than a page', async () => {
    const sids = Array.from({ length: 450 }, (_, at) => listed({ at: NOON - at * SECOND }).sid);
    expect(await sidsOf(channel.listSent({ contact: ANA, since: NOON - HOUR }))).toEqual(sids);
  });
});

describe('messages that people sent', () => {
  test('are listed oldest first, with their bare addresses', async () => {
    const later = incoming({ body: 'second' });
    const first = incoming({ body: 'first', from: '+14155550177', at: NOON - SECOND });
    expect(await channel.listReceived({ to: OURS, since: NOON - HOUR })).toEqual({
      ok: true,
      items: [
        { sid: first.sid, from: '+14155550177', text: 'first', at: NOON - SECOND },
        { sid: later.sid, from: ANA.theirs, text: 'second', at: NOON },
      ],
    });
  });

  test('on WhatsApp are those to that address, by a username id too', async () => {
    incoming();
    const { sid } = incoming({ from: 'whatsapp:US.1349', to: `whatsapp:${BOT_NUMBER}` });
    const answer = await channel.listReceived({ to: { ...OURS, channel: 'whatsapp' }, since: NOON });
    expect(answer).toMatchObject({ ok: true, items: [{ sid, from: 'US.1349' }] });
  });

  test('to another number, before the time in question, and by ourselves are not', async () => {
    incoming({ to: '+14155550101' });
    incoming({ at: NOON - HOUR - SECOND });
    listed({ to: BOT_NUMBER });
    const { sid } = incoming({ at: NOON - HOUR });
    expect(await sidsOf(channel.listReceived({ to: OURS, since: NOON - HOUR }))).toEqual([sid]);
  });

  test('are found also when they came the day before', async () => {
    const { sid } = incoming({ at: NOON - 13 * HOUR });
    incoming({ at: NOON - 72 * HOUR });
    expect(await sidsOf(channel.listReceived({ to: OURS, since: NOON - 14 * HOUR }))).toEqual([sid]);
  });
});

describe('a list that is longer than can be read', () => {
  test('gives the newest, and says that there are more', async () => {
    const account = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, apiUrl: fake.url };
    channel = createTwilioChannel({ ...account, statusCallbackUrl: null, messagingServiceSid: null, maxListed: 2 });
    const [third, second] = Array.from({ length: 5 }, (_, at) => incoming({ at: NOON - at * SECOND }).sid);
    const answer = await channel.listReceived({ to: OURS, since: NOON - HOUR });
    expect(answer).toMatchObject({ ok: true, items: [{ sid: second }, { sid: third }], isCut: true });
  });
});

describe('a list that cannot be had', () => {
  test.each([
    ['503', twilioError(503, 20503, 'hello')],
    ['401', twilioError(401, 20003, 'hello')],
    ['429', twilioError(429, 20429, 'hello')],
    ['no JSON', { status: 200, body: 'hello' }],
  ])('(%s) is said so, without a word of the answer', async (_, answer) => {
    for (const ask of [
      () => channel.listSent({ contact: ANA, since: NOON }),
      () => channel.listReceived({ to: OURS, since: NOON }),
    ]) {
      fake.answerNextList(answer);
      const result = await ask();
      expect(result).toEqual({ ok: false, reason: expect.any(String) });
      expect(JSON.stringify(result)).not.toMatch(/hello|4155550132/);
      expect(JSON.stringify(result)).not.toContain(AUTH_TOKEN);
    }
  });
});
