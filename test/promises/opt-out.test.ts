import { describe, expect, it } from 'vitest';
import { Database } from '../../db/sqlite/driver.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { flowOf, flowWithApi } from '../support/flows.ts';
import { send } from '../support/http.ts';
import { startOtpProvider } from '../support/otp-provider.ts';
import { openPhone, type Phone } from '../support/phone.ts';
import { idsIn, report } from '../support/report.ts';
import { said } from '../support/shipped-flow.ts';
import { newSid, twilioError } from '../support/twilio.ts';
import { outcomeOf, passTimeFor, rowsOf, statusesOf } from './rows.ts';

const CHANNELS = ['sms', 'whatsapp'] as const;

/** Asks, thanks; and would remind somebody who does not answer. */
const ASK = flowOf([
  {
    id: 'ask',
    type: 'capture',
    expect: 'text',
    prompt: 'How are you?',
    save: 'answer',
    no_reply: { after: '5m', text: 'Are you there?' },
  },
  { id: 'thanks', type: 'message', text: 'You said {{ answer }}.' },
]);
const PAUSE = flowOf([
  { id: 'pause', type: 'delay', for: '9s' },
  { id: 'hello', type: 'message', text: 'Hello.' },
]);

async function openTalk(channel: 'sms' | 'whatsapp' = 'sms'): Promise<{ readonly server: TestApp; readonly phone: Phone }> {
  const server = await startApp({ flows: ASK, env: { BRAND: 'Acme' } });
  const phone = openPhone(server, { channel });
  expect((await phone.text('hi')).texts).toEqual(['How are you?']);
  return { server, phone };
}

/** Nothing reaches the phone in ten minutes, and nothing waits to. */
async function expectSilence(server: TestApp, phone: Phone): Promise<void> {
  const before = phone.inbox.length;
  await server.clock.advance(600_000);
  expect(phone.inbox.slice(before)).toEqual([]);
  expect(rowsOf(server, 'jobs').filter((row) => row['dead_at'] === null)).toEqual([]);
}

describe('a word of Twilio that opts out, as a whole message on SMS', () => {
  it.each(['STOP', 'stop', ' Stop. ', 'STOPALL', 'unsubscribe', 'CANCEL', 'End', 'QUIT', 'revoke', 'OPTOUT'])(
    '(%s) ends the conversation without a word of ours, and clears its timers',
    async (word) => {
      const { server, phone } = await openTalk();
      expect(await phone.text(word)).toMatchObject({ status: 200, texts: [] });
      expect(await outcomeOf(server)).toBe('opted_out');
      expect((await phone.text('hi')).texts).toEqual([]);
      await expectSilence(server, phone);
    },
  );

  it('is also what Twilio itself took for one', async () => {
    const { server, phone } = await openTalk();
    expect((await phone.text('arret', { extra: { OptOutType: 'STOP' } })).texts).toEqual([]);
    expect(await outcomeOf(server)).toBe('opted_out');
  });

  it('with more words around it is an ordinary answer', async () => {
    const { phone } = await openTalk();
    expect((await phone.text('stop please')).texts).toEqual(['You said stop please.']);
  });
});

describe('opting out on WhatsApp', () => {
  it.each(['STOP', 'stopall', 'UNSUBSCRIBE', 'optout'])('by %s is confirmed once, and then there is silence', async (word) => {
    const { server, phone } = await openTalk('whatsapp');
    const { texts } = await phone.text(word);
    expect(texts).toEqual([expect.stringMatching(/^Acme: .*START/)]);
    expect((await phone.text(word)).texts).toEqual([]);
    expect((await phone.text('hi')).texts).toEqual([]);
    expect(await outcomeOf(server)).toBe('opted_out');
    await expectSilence(server, phone);
  });

  it.each(['END', 'cancel', 'quit', 'help', 'stop please'])('is not what %s means there', async (word) => {
    const { phone } = await openTalk('whatsapp');
    expect((await phone.text(word)).texts).toEqual([`You said ${word}.`]);
  });

  it('of one number leaves the same number on SMS as it was', async () => {
    const { server, phone } = await openTalk('whatsapp');
    await phone.text('stop');
    expect((await openPhone(server).text('hi')).texts).toEqual(['How are you?']);
  });
});

describe('a repeat of the message that opted out', () => {
  it.each(CHANNELS)('over %s says nothing more', async (channel) => {
    const { phone } = await openTalk(channel);
    const sid = newSid();
    await phone.text('stop', { sid });
    expect(await phone.text('stop', { sid })).toMatchObject({ status: 200, texts: [] });
  });

  it('does not opt out again who has opted in since', async () => {
    const { phone } = await openTalk();
    const sid = newSid();
    await phone.text('stop', { sid });
    await phone.text('start');
    await phone.text('stop', { sid });
    expect((await phone.text('hi')).texts).toEqual(['How are you?']);
  });
});

describe('opting in again', () => {
  it.each(['START', 'yes', 'Unstop'])('by %s is for those who opted out: then one can talk again', async (word) => {
    const { phone } = await openTalk();
    await phone.text('stop');
    expect((await phone.text(word)).texts).toEqual([]);
    expect((await phone.text('hi')).texts).toEqual(['How are you?']);
  });

  it.each(['START', 'yes', 'unstop'])('is not what %s means from anybody else', async (word) => {
    const { phone } = await openTalk();
    expect((await phone.text(word)).texts).toEqual([`You said ${word}.`]);
  });

  it('is confirmed on WhatsApp', async () => {
    const { phone } = await openTalk('whatsapp');
    await phone.text('stop');
    expect((await phone.text('start')).texts).toEqual([expect.stringMatching(/^Acme: /)]);
  });
});

describe('HELP and INFO on SMS', () => {
  it.each(['HELP', 'info'])('(%s) move nothing: Twilio has answered them', async (word) => {
    const { server, phone } = await openTalk();
    const before = rowsOf(server, 'conversations');
    expect(await phone.text(word)).toMatchObject({ status: 200, texts: [] });
    expect(rowsOf(server, 'conversations')).toEqual(before);
    expect((await phone.text('fine')).texts).toEqual(['You said fine.']);
  });
});

describe('what was on its way to somebody who opts out', () => {
  it('after a pause is not sent, and the held webhook says nothing', async () => {
    const steps = [
      { id: 'pause', type: 'delay', for: '5s' },
      { id: 'hello', type: 'message', text: 'Hello.' },
    ];
    const server = await startApp({ flows: flowOf(steps) });
    const phone = openPhone(server);
    const held = phone.text('hi');
    await server.clock.untilTimer(5_000);
    await phone.text('stop');
    expect((await held).texts).toEqual([]);
    await expectSilence(server, phone);
  });

  it('in the outbox is not sent', async () => {
    const server = await startApp({ flows: PAUSE });
    const phone = openPhone(server);
    await phone.text('hi');
    server.twilio.answerNext(twilioError(429, 20429, 'Too many requests'));
    await server.clock.advance(9_000);
    await server.twilio.waitForMessage(() => true);
    await expect.poll(() => statusesOf(server)).toEqual(['queued']);
    await phone.text('stop');
    await server.clock.advance(60_000);
    expect(statusesOf(server)).toEqual(['failed']);
    expect(server.twilio.messages).toHaveLength(1);
  });

  it('on a webhook that is held during an API call is not said, nor what the call brings', async () => {
    const provider = await startOtpProvider();
    const { 'apis/ask.json': api } = flowWithApi(`http://${provider.place}/send`, { timeout: '20s' });
    const steps = [
      { id: 'wait', type: 'message', text: 'One moment.' },
      { id: 'ask_api', type: 'api', api: 'ask', on_error: 'end' },
      { id: 'done', type: 'message', text: 'Done.' },
    ];
    const env = { API_ALLOW_HOSTS: provider.place, BRAND: 'Acme' };
    const server = await startApp({ flows: { ...flowOf(steps), 'apis/ask.json': api }, env });
    const phone = openPhone(server, { channel: 'whatsapp' });
    provider.trouble('send', 'hang');
    const held = phone.text('hi');
    await provider.untilCalled('send');
    expect((await phone.text('stop')).texts).toEqual([expect.stringMatching(/^Acme: /)]);
    expect((await held).texts).toEqual([]);
    provider.release();
    await expectSilence(server, phone);
  });
});

describe('the code 21610 of Twilio', () => {
  it('on a send means that somebody has opted out', async () => {
    const server = await startApp({ flows: PAUSE });
    const phone = openPhone(server);
    await phone.text('hi');
    server.twilio.answerNext(twilioError(400, 21610, 'Attempt to send to unsubscribed recipient'));
    await server.clock.advance(9_000);
    await passTimeFor(server, () => statusesOf(server), ['failed']);
    await phone.text('hi');
    await expectSilence(server, phone);
  });

  it('in a report means the same', async () => {
    const { server, phone } = await openTalk();
    const { xml } = await phone.text('fine');
    await report(server, { id: idsIn(xml)[0] ?? 0, sid: newSid(), status: 'undelivered', code: 21610 });
    expect((await phone.text('hi')).texts).toEqual([]);
  });
});

describe('an opt-out', () => {
  it('outlives a restart, and the erasure of all that is kept of the person', async () => {
    const { server, phone } = await openTalk();
    await phone.text('stop');
    await server.stop();
    const database = new Database(server.dbFile);
    database.pragma('foreign_keys = ON');
    database.prepare('delete from contacts').run();
    expect(database.prepare('select count(*) from messages').pluck().get()).toBe(0);
    database.close();
    await server.restart();
    expect((await phone.text('hi')).texts).toEqual([]);
    await phone.text('start');
    expect((await phone.text('hi')).texts).toEqual(['How are you?']);
  });

  it('of a number is respected when somebody else has a code sent there', async () => {
    const theirs = '+14155550132';
    const server = await startApp();
    await openPhone(server, { number: theirs }).text('stop');
    const phone = openPhone(server);
    await phone.text('hi');
    expect((await phone.text(theirs)).texts).toEqual([said('other_number'), said('ask_phone')]);
    await server.clock.advance(60_000);
    const authorization = `Bearer ${server.config.apiSecrets['OTP_KEY'] ?? ''}`;
    const headers = { 'content-type': 'application/json', authorization };
    const answer = await send('POST', `${server.url}/otp/send`, headers, JSON.stringify({ toNumber: theirs }));
    expect(answer).toMatchObject({ status: 403, body: { status: 'not_allowed' } });
    expect(server.twilio.messages).toEqual([]);
  });
});
