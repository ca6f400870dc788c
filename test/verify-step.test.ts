import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { codeSentTo, openPhone } from './support/phone.ts';
import { lastOutcome, reachCode, retype, signInFlow, worded } from './support/sign-in.ts';

const MINE = '+14155550100';
const MINUTE = 60_000;

/** No code of six digits but this one. */
function otherThan(code: string): string {
  return code === '000000' ? '000001' : '000000';
}

async function open(keys: object = {}): Promise<{ server: TestApp; phone: ReturnType<typeof openPhone> }> {
  const server = await startApp({ flows: signInFlow(keys) });
  return { server, phone: openPhone(server, { number: MINE }) };
}

describe('the shipped sign-in', () => {
  it('takes three messages from hello to verified', async () => {
    const { server, phone } = await open();
    await reachCode(server, phone);
    const code = await codeSentTo(server, MINE);
    expect((await phone.text(`my code is ${code}`)).texts).toEqual([worded('success')]);
    expect(await lastOutcome(server)).toBe('verified');
  });

  it('knows a verified person for as long as it trusts, and takes CHANGE for another number', async () => {
    const { server, phone } = await open({ trust: '1h' });
    await reachCode(server, phone);
    await phone.text(await codeSentTo(server, MINE));
    await server.restart();
    expect((await phone.text('hi')).texts).toEqual([worded('already', { last3: '100' })]);
    expect((await phone.text('Change')).texts).toEqual([worded('ask_phone_new')]);
    await phone.text('exit');
    await server.clock.advance(60 * MINUTE);
    expect((await phone.text('hi')).texts).toEqual([worded('ask_phone')]);
  });

  it('texts the code in the language that the person chose', async () => {
    const server = await startApp({ flows: signInFlow(), env: { ALLOWED_COUNTRIES: 'US,ES' } });
    const phone = openPhone(server, { number: '+34612345678' });
    expect((await phone.text('hola')).texts).toEqual([worded('ask_phone'), 'Para seguir en español, responde ES.']);
    expect((await phone.text('ES')).texts[0]).toContain('confirmemos tu celular');
    const held = phone.text('1');
    await server.clock.untilTimer(5_000);
    await server.clock.advance(5_000);
    expect((await held).texts[0]).toContain('Enviamos una clave de 6 cifras a +34612345678.');
    expect(server.twilio.messages.at(-1)?.body).toMatch(/^\d{6} es tu clave de Parley\./);
  });
});

describe('the verify step with the built-in service', () => {
  it('texts the code in the words of the flow, and keeps only where it stood', async () => {
    const { 'sign-in.json': flow } = signInFlow();
    const wording = { otp_sms: 'Your {{ brand }} code: {{ code }} ({{ ttl }} min)' };
    const server = await startApp({ flows: { 'sign-in.json': { ...(flow as object), wording } } });
    await reachCode(server, openPhone(server, { number: MINE }));
    expect(server.twilio.messages.at(-1)?.body).toMatch(/^Your Parley code: \d{6} \(10 min\)$/);
  });

  it('texts no words of whoever calls the service from outside', async () => {
    const { server } = await open();
    const authorization = `Bearer ${server.config.apiSecrets['OTP_KEY'] ?? ''}`;
    await server.post('/otp/send', { toNumber: MINE, text: 'Buy now! {{ code }}' }, { authorization });
    expect((await server.twilio.waitForMessage(({ to }) => to === MINE)).body).toMatch(/^\d{6} is your Parley code\./);
  });

  it('checks a code that was typed before it was asked for', async () => {
    const { server, phone } = await open();
    await phone.text('hello');
    const held = phone.text('1');
    await server.clock.untilTimer(5_000);
    const typed = phone.text(await codeSentTo(server, MINE));
    await server.clock.advance(5_000);
    expect([...(await held).texts, ...(await typed).texts]).toEqual([worded('success')]);
  });

  it('tells the tries left, and after five wrong codes locks the person out of new conversations too', async () => {
    const { server, phone } = await open();
    await reachCode(server, phone);
    const wrong = otherThan(await codeSentTo(server, MINE));
    expect((await phone.text(wrong)).texts).toEqual([worded('code_wrong', { left: 4 })]);
    expect(await retype(server, phone, wrong)).toEqual([worded('code_wrong', { left: 3 })]);
    expect((await phone.text('12')).texts).toEqual([worded('code_too_short')]);
    expect(await retype(server, phone, wrong)).toEqual([worded('code_wrong', { left: 2 })]);
    expect(await retype(server, phone, wrong)).toEqual([worded('code_wrong_last')]);
    expect(await retype(server, phone, wrong)).toEqual([worded('attempts_over', { mins: 15 })]);
    expect(await lastOutcome(server)).toBe('too_many_checks');
    await server.restart();
    await server.clock.advance(5 * MINUTE);
    expect((await phone.text('hello')).texts).toEqual([worded('attempts_over', { mins: 10 })]);
    await server.clock.advance(10 * MINUTE);
    expect((await phone.text('hello')).texts).toEqual([worded('ask_phone')]);
  });

  it('sends again when asked, no sooner than the service lets it', async () => {
    const { server, phone } = await open();
    await reachCode(server, phone);
    const first = await codeSentTo(server, MINE);
    expect((await phone.text('RESEND')).texts).toEqual([worded('resend_wait', { wait: 25 })]);
    await server.clock.advance(25_000);
    expect((await phone.text('RESEND')).texts).toEqual([worded('resent', { last3: '100' })]);
    const second = await codeSentTo(server, MINE, 2);
    expect((await phone.text(first)).texts).toEqual([first === second ? worded('success') : worded('code_wrong', { left: 4 })]);
    expect(await retype(server, phone, second)).toEqual([worded('success')]);
  });

  it('sends a new code at once for one that has expired', async () => {
    const { server, phone } = await open();
    await reachCode(server, phone);
    const old = await codeSentTo(server, MINE);
    for (const wait of [4 * MINUTE, 4 * MINUTE, 1.9 * MINUTE]) {
      await server.clock.advance(wait);
      await phone.text('?');
    }
    await server.clock.advance(30_000);
    expect((await phone.text(old)).texts).toEqual([worded('code_expired', { last3: '100' })]);
    expect((await phone.text(await codeSentTo(server, MINE, 2))).texts).toEqual([worded('success')]);
  });

  it('reminds once and closes when the code is over', async () => {
    const { server, phone } = await open();
    await reachCode(server, phone);
    await server.clock.advance(5 * MINUTE);
    await server.twilio.waitForMessage(({ body }) => body === worded('idle'));
    await server.clock.advance(5 * MINUTE);
    await server.twilio.waitForMessage(({ body }) => body === worded('timeout'));
    expect(await lastOutcome(server)).toBe('abandoned');
  });

  it('leaves with EXIT, and "on" leads to where the flow goes on', async () => {
    const { server, phone } = await open({ on: { exited: 'signed_in' } });
    await phone.text('hello');
    expect((await phone.text('cancel please')).texts).toEqual([worded('exit')]);
    expect(await lastOutcome(server)).toBe('verified');
  });

  it('says in the trace when the number is the one that the person texts from', async () => {
    const { server, phone } = await open();
    await reachCode(server, phone);
    const page = (await server.admin('/conversations')).body as { items: { id: number }[] };
    const detail = JSON.stringify((await server.admin(`/conversations/${page.items[0]?.id}`)).body);
    expect(detail).toContain('the code proves little more than the message did');
  });

  it('goes on after a stop in the middle of a pause', async () => {
    const { server, phone } = await open({ pause: '30s' });
    await phone.text('hello');
    expect((await phone.text('1')).texts).toEqual([]);
    await server.restart();
    await server.clock.advance(30_000);
    expect(await phone.nextText()).toBe(worded('ask_phone'));
    expect(await phone.nextText()).toMatch(/^\d{6} is your /);
    expect(await phone.nextText()).toBe(worded('ask_code', { number: MINE, ttl: 9 }));
    const code = await codeSentTo(server, MINE);
    expect((await phone.text(code)).texts).toEqual([worded('success')]);
  });
});
