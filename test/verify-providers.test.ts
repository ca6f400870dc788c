import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { ManualClock } from './support/clock.ts';
import { VERIFY_SERVICE } from './support/fake-verify.ts';
import { startOtpProvider } from './support/otp-provider.ts';
import { openPhone, type Phone } from './support/phone.ts';
import { lastOutcome, reachCode, retype, signInFlow, worded } from './support/sign-in.ts';
import { ACCOUNT_SID, AUTH_TOKEN, twilioError } from './support/twilio.ts';

const MINE = '+14155550100';
const MINUTE = 60_000;

describe('Twilio Verify', () => {
  const FLOWS = signInFlow({ provider: 'twilio-verify' });
  const SETTINGS = { env: { TWILIO_VERIFY_SERVICE_SID: VERIFY_SERVICE } };

  async function open(): Promise<{ server: TestApp; phone: Phone }> {
    const server = await startApp({ ...SETTINGS, flows: FLOWS });
    return { server, phone: openPhone(server, { number: MINE }) };
  }

  it('sends and checks with the service of the settings, signed as the account', async () => {
    const { server, phone } = await open();
    await reachCode(server, phone);
    expect((await phone.text(server.twilio.verify.codeOf(MINE))).texts).toEqual([worded('success')]);
    const { calls } = server.twilio.verify;
    const signed = `Basic ${Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64')}`;
    expect(calls.map(({ authorization }) => authorization)).toEqual([signed, signed]);
    expect(calls.map(({ path, form }) => [path, Object.fromEntries(form)])).toEqual([
      ['Verifications', { To: MINE, Channel: 'sms' }],
      ['VerificationCheck', { To: MINE, Code: server.twilio.verify.codeOf(MINE) }],
    ]);
    expect(await lastOutcome(server)).toBe('verified');
  });

  it('counts the tries by itself, because a wrong code is no error there', async () => {
    const { server, phone } = await open();
    await reachCode(server, phone);
    expect((await phone.text('000000')).texts).toEqual([worded('code_wrong', { left: 4 })]);
    expect(await retype(server, phone, '000000')).toEqual([worded('code_wrong', { left: 3 })]);
    expect(await retype(server, phone, server.twilio.verify.codeOf(MINE))).toEqual([worded('success')]);
  });

  it('keeps a lockout over a new conversation, where Twilio would send again', async () => {
    const { server, phone } = await open();
    await reachCode(server, phone);
    server.twilio.verify.troubles.push(twilioError(429, 60202, 'Max check attempts reached'));
    expect((await phone.text('000000')).texts).toEqual([worded('attempts_over', { mins: 15 })]);
    await server.restart();
    expect((await phone.text('hello')).texts).toEqual([worded('attempts_over', { mins: 15 })]);
    expect(server.twilio.verify.calls).toHaveLength(2);
    await server.clock.advance(15 * MINUTE);
    expect((await phone.text('hello')).texts).toEqual([worded('ask_phone')]);
  });

  it('sends a new code at once where it finds none that could be checked', async () => {
    const { server, phone } = await open();
    await reachCode(server, phone);
    await server.clock.advance(4 * MINUTE);
    server.twilio.verify.troubles.push(twilioError(404, 20404, 'The requested resource was not found'));
    expect((await phone.text('000000')).texts).toEqual([worded('code_expired', { last3: '100' })]);
  });

  it.each([
    ['a number it cannot text', twilioError(400, 60200, 'Invalid parameter `To`'), worded('phone_not_mobile', { number: MINE })],
    ['a number it blocks', twilioError(403, 60410, 'temporarily blocked'), worded('blocked')],
    ['trouble on its side', twilioError(503, 20503, 'Service unavailable'), worded('send_failed')],
    ['keys that are wrong', twilioError(401, 20003, 'Authenticate'), worded('send_failed')],
  ])('tells the person about %s', async (_what, trouble, text) => {
    const { server, phone } = await open();
    await phone.text('hello');
    server.twilio.verify.troubles.push(trouble);
    expect((await phone.text('1')).texts).toEqual([text]);
  });

  it('asks for a pause when it has sent too many', async () => {
    const { server, phone } = await open();
    await phone.text('hello');
    server.twilio.verify.troubles.push(twilioError(429, 60203, 'Max send attempts reached'));
    expect((await phone.text('1')).texts).toEqual([worded('resend_limit', { mins: 10 })]);
    expect(await lastOutcome(server)).toBe('too_many_sends');
  });

  it('is not waited for longer than a webhook can wait', async () => {
    const { server, phone } = await open();
    await reachCode(server, phone);
    server.twilio.verify.troubles.push('hang');
    const typed = phone.text('123456');
    await server.twilio.verify.untilCalled(2);
    await server.clock.advance(7_000);
    expect((await typed).texts).toEqual([worded('verify_failed')]);
  });

  it('is worth a word when it takes over four seconds, and another when the person writes meanwhile', async () => {
    const { server, phone } = await open();
    await phone.text('hello');
    server.twilio.verify.troubles.push('hang');
    const held = phone.text('1');
    await server.twilio.verify.untilCalled(1);
    await server.clock.advance(3_999);
    const early = phone.text('well?');
    await server.clock.advance(1);
    await server.twilio.waitForMessage(({ body }) => body === worded('sending_slow'));
    const late = [phone.text('hello?'), phone.text('anybody?')];
    await server.twilio.waitForMessage(({ body }) => body === worded('busy'));
    await server.clock.advance(8_000);
    await Promise.all([held, early, ...late]);
    expect(phone.inbox.slice(1)).toEqual([worded('sending_slow'), worded('busy'), worded('send_failed')]);
    const page = (await server.admin('/conversations')).body as { items: { id: number }[] };
    const { body } = await server.admin(`/conversations/${page.items[0]?.id}`);
    expect(JSON.stringify(body)).toContain(worded('sending_slow'));
  });

  it('is not asked a second time after a crash, for a code that was right is gone then', async () => {
    const { server, phone } = await open();
    await reachCode(server, phone);
    server.twilio.verify.troubles.push('hang');
    void phone.text('123456');
    await server.twilio.verify.untilCalled(2);
    const clock = new ManualClock();
    clock.setWall(server.clock.now());
    await startApp({ ...SETTINGS, flows: FLOWS, clock, dataDir: server.copyData(), twilio: server.twilio });
    await server.twilio.waitForMessage(({ body }) => body === worded('verify_failed'));
    expect(server.twilio.verify.calls).toHaveLength(2);
  });

  it('without a service keeps a flow from being served', async () => {
    await expect(startApp({ flows: FLOWS })).rejects.toThrow('flows of this test are broken');
  });
});

describe('two APIs of the catalogue', () => {
  it('are called with the number and the code, and read as they usually answer', async () => {
    const provider = await startOtpProvider(['428317']);
    const { 'phone-verification.json': _unused, ...apis } = provider.flows;
    const flows = signInFlow({ provider: { send: 'send-otp', check: 'verify-otp' } }, apis);
    const server = await startApp({ flows, env: { API_ALLOW_HOSTS: provider.place } });
    const phone = openPhone(server, { number: MINE });
    await reachCode(server, phone);
    expect((await phone.text('000000')).texts).toEqual([worded('code_wrong', { left: 4 })]);
    provider.trouble('verify', { status: 500, body: {} });
    expect(await retype(server, phone, '428317')).toEqual([worded('verify_failed')]);
    expect(await retype(server, phone, '428317')).toEqual([worded('success')]);
    expect(provider.callsOf('send').map(({ body }) => body)).toMatchObject([{ toNumber: MINE }]);
    expect(provider.callsOf('verify').at(-1)?.body).toEqual({ systemOtp: '428317', userOtp: '428317' });
    expect(await lastOutcome(server)).toBe('verified');
  });
});

describe('what a person can have Twilio Verify send', () => {
  it('is bounded over all conversations, restarts included, and to the countries that are served', async () => {
    const server = await startApp({
      flows: signInFlow({ provider: 'twilio-verify' }),
      env: { TWILIO_VERIFY_SERVICE_SID: VERIFY_SERVICE },
    });
    const phone = openPhone(server, { number: MINE });
    await phone.text('hello');
    expect((await phone.text('+44 7911 123456')).texts).toEqual([worded('phone_not_served')]);
    await phone.text('exit');
    for (let last = 0; last < 5; last++) {
      await phone.text('hello');
      const held = phone.text(`+141555501${30 + last}`);
      await server.clock.untilTimer(5_000);
      await server.clock.advance(5_000);
      expect((await held).texts).toEqual([worded('ask_code', { number: `+141555501${30 + last}` })]);
      await phone.text('exit');
    }
    await server.restart();
    await phone.text('hello');
    expect((await phone.text('+14155550199')).texts).toEqual([worded('resend_limit', { mins: 10 })]);
    expect(server.twilio.verify.calls).toHaveLength(5);
  });
});
