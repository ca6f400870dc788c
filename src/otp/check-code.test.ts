import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR, MINUTE, openOtpDesk, type OtpDesk, OTP_TOKEN, person, SECOND } from '../../test/support/otp.ts';

let otp: OtpDesk;
beforeEach(() => {
  otp = openOtpDesk();
});
afterEach(() => otp.close());

const ann = person('+14155550101');
const bob = person('+14155550102');
const verdict = (status: string, attemptsLeft: number) => ({
  status: 200,
  body: { verified: status === 'approved', status, attemptsLeft },
});

async function sendTo(fields: Parameters<OtpDesk['send']>[0] = {}): Promise<string> {
  const answer = await otp.send(fields);
  expect(answer).toMatchObject({ status: 200, body: { status: 'sent' } });
  return String(answer.body['systemOtp']);
}

async function guessWrong(systemOtp: string, times: number, contact: typeof ann | null = null): Promise<void> {
  for (let guess = 0; guess < times; guess += 1) await otp.verify({ systemOtp, userOtp: '999999', contact });
}

describe('a check', () => {
  it('approves the right code once', async () => {
    const systemOtp = await sendTo();
    expect(await otp.verify({ systemOtp, userOtp: otp.lastCode() })).toEqual(verdict('approved', 4));
    expect(await otp.verify({ systemOtp, userOtp: otp.lastCode() })).toEqual(verdict('unknown', 0));
  });

  it('counts down and then compares nothing more', async () => {
    const systemOtp = await sendTo();
    for (const left of [4, 3, 2, 1, 0])
      expect(await otp.verify({ systemOtp, userOtp: '999999' })).toEqual(verdict('wrong_code', left));
    expect(await otp.verify({ systemOtp, userOtp: otp.lastCode() })).toEqual(verdict('too_many_checks', 0));
  });

  it('approves the right code as the last check, without a pause', async () => {
    const systemOtp = await sendTo();
    await guessWrong(systemOtp, 4);
    expect(await otp.verify({ systemOtp, userOtp: otp.lastCode() })).toEqual(verdict('approved', 0));
    await sendTo();
  });

  it('evaluates at most 5 of 200 wrong guesses at once, and refuses the right one after', async () => {
    const systemOtp = await sendTo();
    const guesses = Array.from({ length: 200 }, (_, index) => otp.verify({ systemOtp, userOtp: String(600_000 + index) }));
    const statuses = (await Promise.all(guesses)).map(({ body }) => body['status']);
    expect(statuses.filter((status) => status === 'wrong_code')).toHaveLength(5);
    expect(statuses.filter((status) => status === 'too_many_checks')).toHaveLength(195);
    expect(await otp.verify({ systemOtp, userOtp: otp.lastCode() })).toEqual(verdict('too_many_checks', 0));
  });

  it('approves exactly one of 64 right ones at once', async () => {
    const systemOtp = await sendTo();
    const second = otp.startSecond();
    const body = { systemOtp, userOtp: otp.lastCode() };
    const request = { authorization: `Bearer ${OTP_TOKEN}`, idempotencyKey: undefined, contact: null, body };
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) => (index % 2 ? second : otp.service).verify(request)),
    );
    expect(answers.filter((answer) => answer.body['verified'] === true)).toHaveLength(1);
  });

  it('calls a code expired after its life', async () => {
    const systemOtp = await sendTo();
    await otp.advance(10 * MINUTE - 1);
    expect(await otp.verify({ systemOtp, userOtp: '999999' })).toEqual(verdict('wrong_code', 4));
    await otp.advance(1);
    expect(await otp.verify({ systemOtp, userOtp: otp.lastCode() })).toEqual(verdict('expired', 0));
  });

  it('lets a newer code replace the older one of the same contact and phone only', async () => {
    const older = await sendTo({ contact: ann });
    const olderCode = otp.lastCode();
    await otp.advance(30 * SECOND);
    const ofBob = await sendTo({ contact: bob });
    const codeOfBob = otp.lastCode();
    await otp.advance(60 * SECOND);
    const newer = await sendTo({ contact: ann });
    expect(await otp.verify({ systemOtp: older, userOtp: olderCode, contact: ann })).toEqual(verdict('expired', 0));
    expect(await otp.verify({ systemOtp: newer, userOtp: olderCode, contact: ann })).toEqual(verdict('wrong_code', 4));
    expect(await otp.verify({ systemOtp: newer, userOtp: otp.lastCode(), contact: ann })).toEqual(verdict('approved', 3));
    expect(await otp.verify({ systemOtp: ofBob, userOtp: codeOfBob, contact: bob })).toEqual(verdict('approved', 4));
  });

  it('knows no reference of another contact, and lets it cost that contact nothing', async () => {
    const systemOtp = await sendTo({ contact: ann });
    const userOtp = otp.lastCode();
    for (const contact of [bob, null, { ...ann, channel: 'whatsapp' as const }, { ...ann, ours: '+14155550199' }]) {
      for (let time = 0; time < 6; time += 1)
        expect(await otp.verify({ systemOtp, userOtp, contact })).toEqual(verdict('unknown', 0));
    }
    expect(await otp.verify({ systemOtp, userOtp, contact: ann })).toEqual(verdict('approved', 4));
  });

  it('never takes the code for a reference', async () => {
    await sendTo();
    const code = otp.lastCode();
    expect(await otp.verify({ systemOtp: code, userOtp: code })).toEqual(verdict('unknown', 0));
  });

  it.each([
    ['true', true],
    ['false', false],
    ['a list', []],
    ['a list with the code', ['000004']],
    ['an object', {}],
    ['null', null],
    ['an empty text', ''],
    ['0', 0],
    ['the code as a number', 4],
    ['nothing', undefined],
  ])('refuses %s as malformed and counts no check', async (_, value) => {
    const systemOtp = await sendTo();
    expect(otp.lastCode()).toBe('000004');
    for (const fields of [
      { systemOtp, userOtp: value },
      { systemOtp: value, userOtp: '000004' },
    ]) {
      expect(await otp.verify(fields)).toMatchObject({ status: 400, body: { verified: false, status: 'malformed' } });
    }
    expect(await otp.verify({ systemOtp, userOtp: '000004' })).toEqual(verdict('approved', 4));
  });

  it.each(['4', '00004', '0000004', ' 000004', '000004\n', '٠٠٠٠٠٤', '\ud800', '000004\0', '0'.repeat(10_000)])(
    'never approves the text %j',
    async (text) => {
      const systemOtp = await sendTo();
      expect(await otp.verify({ systemOtp, userOtp: text })).toEqual(verdict('wrong_code', 4));
      expect((await otp.verify({ systemOtp: text, userOtp: '000004' })).body['status']).toBe('unknown');
    },
  );

  it.each([[null], ['text'], [7], [[]], [true], [undefined], [{ __proto__: { systemOtp: 'a', userOtp: 'b' } }]])(
    'refuses the body %j',
    async (body) => {
      const answer = await otp.service.verify({
        authorization: `Bearer ${OTP_TOKEN}`,
        idempotencyKey: undefined,
        contact: null,
        body,
      });
      expect(answer).toMatchObject({ status: 400, body: { verified: false } });
    },
  );
});

describe('too many checks', () => {
  it('pause new codes for that contact and phone for 15 minutes', async () => {
    const systemOtp = await sendTo({ contact: ann });
    await otp.advance(MINUTE);
    await guessWrong(systemOtp, 5, ann);
    expect(await otp.send({ contact: ann })).toEqual({
      status: 429,
      body: { status: 'too_many_sends', retryAfter: 900 },
      retryAfter: 900,
    });
    await otp.advance(MINUTE);
    await sendTo({ contact: bob });
    await otp.advance(14 * MINUTE - 1);
    expect((await otp.send({ contact: ann })).status).toBe(429);
    await otp.advance(1);
    await sendTo({ contact: ann });
  });

  it('stop a contact after 10 failed checks a day, whatever the phone', async () => {
    for (const to of ['+14155550141', '+14155550142']) await guessWrong(await sendTo({ to, contact: ann }), 5, ann);
    const systemOtp = await sendTo({ to: '+14155550143', contact: ann });
    const right = { systemOtp, userOtp: otp.lastCode(), contact: ann };
    const wait = (24 * HOUR + 10 * MINUTE) / SECOND;
    expect(await otp.verify(right)).toEqual({
      status: 429,
      body: { verified: false, status: 'too_many_checks', attemptsLeft: 0, retryAfter: wait },
      retryAfter: wait,
    });
    const ofBob = await sendTo({ to: '+14155550144', contact: bob });
    expect(await otp.verify({ systemOtp: ofBob, userOtp: otp.lastCode(), contact: bob })).toEqual(verdict('approved', 4));
  });

  it('tell a contact how many are left of its day', async () => {
    await guessWrong(await sendTo({ to: '+14155550141', contact: ann }), 4, ann);
    await guessWrong(await sendTo({ to: '+14155550142', contact: ann }), 4, ann);
    const systemOtp = await sendTo({ to: '+14155550143', contact: ann });
    expect(await otp.verify({ systemOtp, userOtp: '999999', contact: ann })).toEqual(verdict('wrong_code', 1));
  });

  it('stop a phone after 25 failed checks a day: no resend, contact, hour or restart refills them', async () => {
    let evaluated = 0;
    for (let hour = 0; hour < 9; hour += 1) {
      const contact = person(`+1415555015${hour}`);
      const systemOtp = await sendTo({ contact });
      for (let guess = 0; guess < 6; guess += 1) {
        const answer = await otp.verify({ systemOtp, userOtp: '999999', contact });
        if (answer.body['status'] === 'wrong_code') evaluated += 1;
      }
      if (hour === 4) otp.reopen();
      await otp.advance(HOUR);
    }
    expect(evaluated).toBe(25);
    const systemOtp = await sendTo();
    expect(await otp.verify({ systemOtp, userOtp: otp.lastCode() })).toMatchObject({
      status: 429,
      body: { status: 'too_many_checks' },
    });
    await otp.advance(16 * HOUR);
    const nextDay = await sendTo();
    expect((await otp.verify({ systemOtp: nextDay, userOtp: otp.lastCode() })).body['status']).toBe('approved');
  });

  it('do not count those that were right', async () => {
    for (let time = 0; time < 6; time += 1) {
      const systemOtp = await sendTo({ contact: ann });
      await guessWrong(systemOtp, 1, ann);
      expect((await otp.verify({ systemOtp, userOtp: otp.lastCode(), contact: ann })).body['verified']).toBe(true);
      await otp.advance(10 * MINUTE);
    }
    const systemOtp = await sendTo({ contact: ann });
    await guessWrong(systemOtp, 3, ann);
    expect(await otp.verify({ systemOtp, userOtp: otp.lastCode(), contact: ann })).toEqual(verdict('approved', 1));
  });
});
