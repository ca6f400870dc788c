import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { flowOf } from './support/flows.ts';
import { openPhone, type Phone } from './support/phone.ts';
import { readConversation, until, untilStatuses } from './support/transcript.ts';
import { newSid, twilioError } from './support/twilio.ts';

const ASK = { id: 'ask', type: 'capture', prompt: 'Your name?', save: 'name' };
const FLOW = flowOf([ASK, { id: 'thanks', type: 'message', text: 'Thank you, {{ name }}.' }]);
const LATER = flowOf([
  { id: 'pause', type: 'delay', for: '10m' },
  { id: 'hello', type: 'message', text: 'Hello.' },
]);
const CHANNELS = ['sms', 'whatsapp'] as const;

async function open(flows: object, channel: 'sms' | 'whatsapp' = 'sms'): Promise<{ server: TestApp; phone: Phone }> {
  const server = await startApp({ flows: flows as Readonly<Record<string, unknown>> });
  return { server, phone: openPhone(server, { channel }) };
}

describe.each(CHANNELS)('after STOP on %s', (channel) => {
  it('the conversation is over and its timers are gone', async () => {
    const { server, phone } = await open(LATER, channel);
    await phone.text('hi');
    await phone.text('STOP');
    expect(await readConversation(server)).toMatchObject({ state: 'ended', outcome: 'opted_out' });
    const heard = phone.inbox.length;
    await server.clock.advance(3_600_000);
    expect(phone.inbox).toHaveLength(heard);
    expect(server.twilio.messages).toEqual([]);
  });

  it('nothing is said until START, also after a restart, and then everything is as new', async () => {
    const { server, phone } = await open(FLOW, channel);
    await phone.text('hi');
    await phone.text(' Stop. ');
    expect((await phone.text('hi')).texts).toEqual([]);
    await server.restart();
    expect((await phone.text('hello?')).texts).toEqual([]);
    await phone.text('START');
    expect((await phone.text('hi')).texts).toEqual(['Your name?']);
    expect((await phone.text('Ana')).texts).toEqual(['Thank you, Ana.']);
  });

  it('it is a word like any other inside a sentence', async () => {
    const { phone } = await open(FLOW, channel);
    await phone.text('hi');
    expect((await phone.text('stop please')).texts).toEqual(['Thank you, stop please.']);
  });

  it('words that opt in are ordinary text for who has not opted out', async () => {
    const { phone } = await open(FLOW, channel);
    await phone.text('hi');
    expect((await phone.text('Yes')).texts).toEqual(['Thank you, Yes.']);
  });

  it('a webhook that was held is answered with nothing', async () => {
    const { server, phone } = await open(flowOf([{ id: 'pause', type: 'delay', for: '5s' }, ASK]), channel);
    const held = phone.text('hi');
    await server.clock.untilTimer(5_000);
    await phone.text('STOP');
    expect((await held).texts).toEqual([]);
  });
});

describe('on SMS, where Twilio has answered by itself', () => {
  it('STOP and START are answered with nothing', async () => {
    const { phone } = await open(FLOW);
    for (const word of ['STOP', 'START', 'quit', 'unstop'])
      expect(await phone.text(word)).toMatchObject({ status: 200, texts: [] });
  });

  it('HELP and INFO move nothing', async () => {
    const { phone } = await open(FLOW);
    await phone.text('hi');
    for (const word of ['HELP', 'info']) expect((await phone.text(word)).texts).toEqual([]);
    expect((await phone.text('Ana')).texts).toEqual(['Thank you, Ana.']);
  });

  it('what Twilio takes for a STOP is one, in any language', async () => {
    const { server, phone } = await open(FLOW);
    await phone.text('hi');
    expect((await phone.text('arrêt', { extra: { OptOutType: 'STOP' } })).texts).toEqual([]);
    expect((await readConversation(server)).outcome).toBe('opted_out');
    expect((await phone.text('hi')).texts).toEqual([]);
  });
});

describe('on WhatsApp, where nobody else answers', () => {
  it('it is said once that the person has opted out, and that they are back', async () => {
    const { phone } = await open(FLOW, 'whatsapp');
    expect((await phone.text('STOP')).texts).toEqual([expect.stringMatching(/^Parley: you are unsubscribed/)]);
    expect((await phone.text('STOP')).texts).toEqual([]);
    expect((await phone.text('START')).texts).toEqual([expect.stringMatching(/^Parley: you can get our messages again/)]);
  });

  it('what Twilio took for itself and answered is not answered again', async () => {
    const { server, phone } = await open(FLOW, 'whatsapp');
    await phone.text('hi');
    expect((await phone.text('arrêt', { extra: { OptOutType: 'STOP' } })).texts).toEqual([]);
    expect((await readConversation(server)).outcome).toBe('opted_out');
    expect((await phone.text('alta', { extra: { OptOutType: 'START' } })).texts).toEqual([]);
    expect((await phone.text('hi')).texts).toEqual(['Your name?']);
  });

  it('a repeat of the same STOP changes nothing and says nothing', async () => {
    const { server, phone } = await open(FLOW, 'whatsapp');
    const sid = newSid();
    await phone.text('STOP', { sid });
    await phone.text('START');
    expect((await phone.text('STOP', { sid })).texts).toEqual([]);
    expect((await phone.text('hi')).texts).toEqual(['Your name?']);
    expect(server.twilio.messages).toEqual([]);
  });

  it('words that only carriers know are ordinary text', async () => {
    const { phone } = await open(FLOW, 'whatsapp');
    await phone.text('hi');
    expect((await phone.text('cancel')).texts).toEqual(['Thank you, cancel.']);
  });
});

describe('somebody else who says so', () => {
  it('is Twilio, which refuses a text with 21610: nothing more is sent', async () => {
    const steps = [
      { id: 'pause', type: 'delay', for: '9s' },
      ...['one', 'two'].map((text) => ({ id: text, type: 'message', text })),
      ASK,
    ];
    const { server, phone } = await open(flowOf(steps));
    server.twilio.answerNext(twilioError(400, 21610, 'Attempt to send to unsubscribed recipient'));
    await phone.text('hi');
    await server.clock.advance(9_000);
    await untilStatuses(server, ['used', 'failed', 'failed', 'failed']);
    expect(server.twilio.messages).toHaveLength(1);
    expect((await readConversation(server)).outcome).toBe('opted_out');
    expect((await phone.text('hi')).texts).toEqual([]);
  });
});

describe('a code', () => {
  const KEY = 'the-key-of-the-otp-endpoints';
  const MINE = '+14155550132';

  it('is refused for a number that has opted out, until it opts in', async () => {
    const server = await startApp({ env: { SECRET_OTP_KEY: KEY } });
    const phone = openPhone(server, { number: MINE });
    const ask = () => server.post('/otp/send', { toNumber: MINE }, { authorization: `Bearer ${KEY}` });
    await phone.text('STOP');
    expect(await ask()).toMatchObject({ status: 403, body: { status: 'not_allowed' } });
    expect(server.twilio.messages).toEqual([]);
    await phone.text('START');
    await server.clock.advance(60_000);
    expect(await ask()).toMatchObject({ status: 200, body: { status: 'sent' } });
    await until(() => expect(server.twilio.messages).toMatchObject([{ to: MINE }]));
  });
});
