import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { type OtpProvider, startOtpProvider } from './support/otp-provider.ts';
import { codeSentTo, openPhone, type Phone } from './support/phone.ts';
import { said } from './support/shipped-flow.ts';
import { ACCOUNT_SID, AUTH_TOKEN, BOT_NUMBER } from './support/twilio.ts';

const MINE = '+14155550132';
const ASK_CODE = said('ask_code', { phone: MINE });
const WRONG = '000000';
const CHANNELS = ['sms', 'whatsapp'] as const;

/** Where codes come from: `codeOf` gives the code of the nth send. */
interface Desk {
  readonly server: TestApp;
  readonly codeOf: (nth: number) => Promise<string>;
}

async function openBuiltIn(): Promise<Desk> {
  const server = await startApp();
  return { server, codeOf: (nth) => codeSentTo(server, MINE, nth) };
}

async function openOutside(codes: readonly string[] = ['428317', '000004']): Promise<Desk & { readonly provider: OtpProvider }> {
  const provider = await startOtpProvider(codes);
  const server = await startApp({ flows: provider.flows, env: { API_ALLOW_HOSTS: provider.place } });
  return { server, provider, codeOf: async (nth) => codes[nth - 1] ?? '' };
}

const DESKS = { 'the built-in OTP service': openBuiltIn, 'a provider outside': openOutside } as const;
const EVERY_WAY = CHANNELS.flatMap((channel) =>
  (Object.keys(DESKS) as (keyof typeof DESKS)[]).map((desk) => ({ channel, desk })),
);

/** From "hi" to the moment when the code is asked for. */
async function reachAskCode({ server }: Desk, phone: Phone): Promise<void> {
  await phone.text('hi');
  expect(await phone.nextText()).toBe(said('ask_phone'));
  const held = phone.text('415 555 0132');
  await server.clock.untilTimer(5_000);
  await server.clock.advance(5_000);
  expect((await held).texts).toEqual([ASK_CODE]);
  expect(await phone.nextText()).toBe(ASK_CODE);
}

async function lastOutcome({ server }: Desk): Promise<unknown> {
  const { body } = await server.admin('/conversations');
  return (body as { items: { outcome: unknown }[] }).items[0]?.outcome;
}

describe.each(EVERY_WAY)('over $channel with $desk', ({ channel, desk }) => {
  it('confirms a number, from "hi" to the thanks', async () => {
    const open = await DESKS[desk]();
    const phone = openPhone(open.server, { channel });
    await reachAskCode(open, phone);
    const confirmed = await phone.text(`my code is ${await open.codeOf(1)}`);
    expect(confirmed).toMatchObject({ status: 200, texts: [said('done')] });
    expect(phone.inbox).toEqual([said('ask_phone'), ASK_CODE, said('done')]);
    expect(await lastOutcome(open)).toBe('verified');
  });

  it('says nothing for 5 s after the code was sent, and asks for it then', async () => {
    const open = await DESKS[desk]();
    const { clock } = open.server;
    const phone = openPhone(open.server, { channel });
    await phone.text('hi');
    const held = phone.text('415 555 0132');
    await clock.untilTimer(5_000);
    await clock.advance(4_999);
    expect(phone.inbox).toEqual([said('ask_phone')]);
    expect(await transcript(open)).not.toContain(ASK_CODE);
    await clock.advance(1);
    expect(await held).toMatchObject({ texts: [ASK_CODE], ms: 5_000 });
  });

  it('asks again after a wrong code, waits 2 s and takes the right one', async () => {
    const open = await DESKS[desk]();
    const { clock } = open.server;
    const phone = openPhone(open.server, { channel });
    await reachAskCode(open, phone);
    const code = await open.codeOf(1);
    expect((await phone.text(code === WRONG ? '111111' : WRONG)).texts).toEqual([said('re_enter')]);
    const held = phone.text(code);
    await clock.untilTimer(2_000);
    await clock.advance(1_999);
    expect(phone.inbox.at(-1)).toBe(said('re_enter'));
    await clock.advance(1);
    expect(await held).toMatchObject({ texts: [said('done')], ms: 2_000 });
  });

  it('takes a code typed during the pause, without asking for it', async () => {
    const open = await DESKS[desk]();
    const { clock } = open.server;
    const phone = openPhone(open.server, { channel });
    await phone.text('hi');
    const held = phone.text('415 555 0132');
    await clock.untilTimer(5_000);
    const early = await phone.text(await open.codeOf(1));
    expect(early).toMatchObject({ status: 200, texts: [] });
    await clock.advance(5_000);
    expect((await held).texts).toEqual([said('done')]);
    expect(phone.inbox).toEqual([said('ask_phone'), said('done')]);
    expect(await lastOutcome(open)).toBe('verified');
  });
});

async function transcript({ server }: Desk): Promise<string[]> {
  const { body } = await server.admin('/conversations/1');
  return (body as { transcript: { text: string }[] }).transcript.map(({ text }) => text);
}

describe.each(CHANNELS)('what goes to a provider outside over %s', (channel) => {
  it('is one send with exactly four fields, and the code as it came back with the code as it was typed', async () => {
    const open = await openOutside(['000004']);
    const phone = openPhone(open.server, { channel });
    await reachAskCode(open, phone);
    await phone.text('000 004');
    expect(open.provider.callsOf('send').map(({ body }) => body)).toEqual([
      { accountSID: ACCOUNT_SID, authToken: AUTH_TOKEN, fromNumber: BOT_NUMBER, toNumber: MINE },
    ]);
    expect(open.provider.callsOf('verify').map(({ body }) => body)).toEqual([{ systemOtp: '000004', userOtp: '000004' }]);
    expect(await phone.nextText()).toBe(said('done'));
  });
});

describe('a wrong code', () => {
  it('is verified again only 2 s after the next one was typed', async () => {
    const open = await openOutside();
    const { clock } = open.server;
    const phone = openPhone(open.server);
    await reachAskCode(open, phone);
    await phone.text(WRONG);
    const held = phone.text('428317');
    await clock.untilTimer(2_000);
    await clock.advance(1_999);
    expect(open.provider.callsOf('verify')).toHaveLength(1);
    await clock.advance(1);
    await held;
    expect(open.provider.callsOf('verify')).toHaveLength(2);
  });

  it('typed five times ends the built-in check, and the right one comes too late', async () => {
    const open = await openBuiltIn();
    const { clock } = open.server;
    const phone = openPhone(open.server);
    await reachAskCode(open, phone);
    const code = await open.codeOf(1);
    const wrong = code === WRONG ? '111111' : WRONG;
    expect((await phone.text(wrong)).texts).toEqual([said('re_enter')]);
    for (const typed of [wrong, wrong, wrong, wrong, code]) {
      const held = phone.text(typed);
      await clock.untilTimer(2_000);
      await clock.advance(2_000);
      expect((await held).texts).toEqual([typed === code ? said('locked') : said('re_enter')]);
    }
    expect(await lastOutcome(open)).toBe('too_many_tries');
  });
});

describe('RESEND', () => {
  it('sends another code, after which the older one is wrong', async () => {
    const open = await openOutside();
    const { clock } = open.server;
    const phone = openPhone(open.server);
    await reachAskCode(open, phone);
    const held = phone.text('Resend.');
    await clock.untilTimer(5_000);
    await clock.advance(5_000);
    expect((await held).texts).toEqual([ASK_CODE]);
    expect(open.provider.callsOf('send')).toHaveLength(2);
    expect((await phone.text('428317')).texts).toEqual([said('re_enter')]);
  });

  it('within 30 s sends nothing and says that the code is on its way', async () => {
    const open = await openBuiltIn();
    const phone = openPhone(open.server);
    await reachAskCode(open, phone);
    const code = await open.codeOf(1);
    expect((await phone.text('RESEND')).texts).toEqual([said('slow_down'), ASK_CODE]);
    expect(open.server.twilio.messages.filter(({ to }) => to === MINE)).toHaveLength(1);
    expect((await phone.text(code)).texts).toEqual([said('done')]);
  });

  it('after 30 s sends a new code, which is the one that counts', async () => {
    const open = await openBuiltIn();
    const { clock } = open.server;
    const phone = openPhone(open.server);
    await reachAskCode(open, phone);
    await clock.advance(30_000);
    const held = phone.text('again');
    await clock.untilTimer(5_000);
    await clock.advance(5_000);
    expect((await held).texts).toEqual([ASK_CODE]);
    expect((await phone.text(await open.codeOf(2))).texts).toEqual([said('done')]);
  });
});

describe('a provider that does not do its part', () => {
  it('cannot send: the person is told so and the conversation ends', async () => {
    const open = await openOutside();
    open.provider.trouble('send', { status: 500, body: { error: 'down' } });
    const phone = openPhone(open.server);
    await phone.text('hi');
    expect((await phone.text('415 555 0132')).texts).toEqual([said('send_failed')]);
    expect(await lastOutcome(open)).toBe('not_sent');
    expect(open.provider.callsOf('send')).toHaveLength(1);
  });

  it('cannot verify: the person is told so and the conversation ends', async () => {
    const open = await openOutside();
    open.provider.trouble('verify', { status: 500, body: { error: 'down' } });
    const phone = openPhone(open.server);
    await reachAskCode(open, phone);
    expect((await phone.text('428317')).texts).toEqual([said('check_failed')]);
    expect(await lastOutcome(open)).toBe('not_checked');
  });

  it('cannot send a text of the built-in service: the person is told so', async () => {
    const open = await openBuiltIn();
    open.server.twilio.answerNext({ status: 400, body: { code: 21614, message: 'not a mobile number', status: 400 } });
    const phone = openPhone(open.server);
    await phone.text('hi');
    expect((await phone.text('415 555 0132')).texts).toEqual([said('send_failed')]);
    expect(await lastOutcome(open)).toBe('not_sent');
  });
});

describe('answers that are no code', () => {
  it('reach no provider, and after three of them the conversation gives up', async () => {
    const open = await openOutside();
    const phone = openPhone(open.server);
    await reachAskCode(open, phone);
    for (const typed of ['what code?', '12345']) expect((await phone.text(typed)).texts[0]).toMatch(/type/i);
    expect((await phone.text('1234567')).texts).toEqual([said('gave_up')]);
    expect(open.provider.callsOf('verify')).toEqual([]);
    expect(await lastOutcome(open)).toBe('gave_up');
  });
});
