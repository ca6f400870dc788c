import { afterEach, describe, expect, it } from 'vitest';
import { HOUR, MINUTE, openOtpDesk, type OtpDesk, OTP_TOKEN, person, PHONE, SECOND } from '../../test/support/otp.ts';
import type { OtpServiceOptions } from './options.ts';

let desk: OtpDesk | undefined;
afterEach(() => desk?.close());

function open(settings?: Partial<OtpServiceOptions>): OtpDesk {
  desk = openOtpDesk(settings);
  return desk;
}

describe('a send', () => {
  it('texts a code and answers with a reference that does not hold it', async () => {
    const otp = open();
    const answer = await otp.send();
    expect(answer).toEqual({
      status: 200,
      body: {
        status: 'sent',
        systemOtp: expect.stringMatching(/^[\w-]{43}$/),
        expiresAt: '2026-01-05T12:10:00.000Z',
        resendAfter: 30,
      },
    });
    expect(otp.texts).toEqual([
      {
        to: PHONE,
        text: '000004 is your Acme code. It expires in 10 minutes. Only type it in your chat with us. Did not ask for it? Ignore this text.',
        shown:
          '•••••• is your Acme code. It expires in 10 minutes. Only type it in your chat with us. Did not ask for it? Ignore this text.',
        waitMs: 4000,
        expiresAt: Date.UTC(2026, 0, 5, 12, 10),
      },
    ]);
  });

  it('never lets a code live longer than ten minutes', async () => {
    const otp = open({ ttl: HOUR });
    expect((await otp.send()).body['expiresAt']).toBe('2026-01-05T12:10:00.000Z');
    expect(otp.texts[0]?.text).toContain('in 10 minutes');
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    `Basic ${OTP_TOKEN}`,
    OTP_TOKEN,
    `Bearer ${OTP_TOKEN}x`,
    `Bearer ${OTP_TOKEN.slice(1)}`,
  ])('refuses the authorization %j on both routes', async (authorization) => {
    const otp = open();
    const { systemOtp } = (await otp.send()).body;
    const caller = { authorization, idempotencyKey: undefined, contact: null };
    const sent = await otp.service.send({ ...caller, body: { toNumber: '+14155550133' } });
    const checked = await otp.service.verify({ ...caller, body: { systemOtp, userOtp: otp.lastCode() } });
    expect([sent.status, checked.status]).toEqual([401, 401]);
    expect(otp.texts).toHaveLength(1);
  });

  it.each([
    ['a fixed line', '+442079460018'],
    ['a premium number', '+449098790000'],
    ['a shared-cost number', '+448431234567'],
    ['a toll-free number', '+18005550132'],
    ['a short number', '911'],
    ['a number too long', '+14155550132999999'],
    ['no number', 'hello'],
    ['an empty text', ''],
    ['two numbers', '+14155550132 +14155550133'],
    ['10 kB of text', '4'.repeat(10_000)],
    ['a number that is no text', 14_155_550_132],
    ['nothing', undefined],
    ['null', null],
    ['a list', [PHONE]],
    ['an object', { toString: PHONE }],
    ['our own', '+14155550000'],
  ])('refuses %s as bad_number', async (_, to) => {
    const otp = open({ allowedCountries: null });
    expect(await otp.send({ to })).toMatchObject({ status: 400, body: { status: 'bad_number' } });
    expect(otp.texts).toEqual([]);
  });

  it.each([[null], ['text'], [7], [true], [[]], [undefined]])('refuses the body %j', async (body) => {
    const otp = open();
    const answer = await otp.service.send({
      authorization: `Bearer ${OTP_TOKEN}`,
      idempotencyKey: undefined,
      contact: null,
      body,
    });
    expect(answer).toMatchObject({ status: 400, body: { status: 'bad_number' } });
  });

  it('refuses a country that is not served, and serves all without a list', async () => {
    const otp = open({ allowedCountries: ['GB'] });
    expect(await otp.send()).toMatchObject({ status: 403, body: { status: 'not_allowed' } });
    expect(otp.texts).toEqual([]);
    otp.close();
    expect((await open({ allowedCountries: null }).send({ to: '+4917012345678' })).status).toBe(200);
  });

  it.each([
    ['opted_out', 403, 'not_allowed'],
    ['failed', 503, 'provider_down'],
  ] as const)('answers a text that came to %s with %i %s', async (outcome, status, word) => {
    const otp = open();
    otp.answerTexts(async () => outcome);
    const answer = await otp.send();
    expect(answer).toMatchObject({ status, body: { status: word } });
    expect(answer.body).not.toHaveProperty('systemOtp');
  });

  it('answers provider_down when the outbox breaks, and logs none of its words', async () => {
    const otp = open();
    otp.answerTexts(async () => {
      throw new Error(`cannot write ${otp.lastCode()}`);
    });
    expect(await otp.send()).toMatchObject({ status: 503, body: { status: 'provider_down' } });
    expect(otp.logged.join()).toContain('"kind":"Error"');
    expect(otp.logged.join()).not.toContain('000004');
  });

  it('neither keeps nor logs a code, a phone, a token or the fields it ignores', async () => {
    const otp = open();
    const body = {
      accountSID: 'AC-of-the-caller',
      authToken: 'token-of-the-caller',
      fromNumber: '+14155550177',
      toNumber: PHONE,
    };
    const caller = { authorization: `Bearer ${OTP_TOKEN}`, idempotencyKey: 'key-of-the-caller', contact: person('+14155550188') };
    const sent = await otp.service.send({ ...caller, body });
    const { systemOtp } = sent.body;
    await otp.service.verify({ ...caller, body: { systemOtp, userOtp: '428317' } });
    await otp.service.verify({ ...caller, idempotencyKey: 'another', body: { systemOtp, userOtp: otp.lastCode() } });
    expect(sent.status).toBe(200);
    const kept = `${otp.fileBytes().toString('latin1')} ${otp.logged.join()}`;
    expect(kept).toContain('otp_challenges');
    for (const secret of ['000004', '428317', '4155550132', '4155550177', '4155550188', 'of-the-caller', OTP_TOKEN]) {
      expect(kept).not.toContain(secret);
    }
  });
});

describe('the budget of a destination', () => {
  it('waits 30, 60, 120 and 240 seconds and says how long in seconds', async () => {
    const otp = open();
    for (const wait of [30, 60, 120, 240, 240, 240]) {
      expect((await otp.send()).body['resendAfter']).toBe(wait);
      await otp.advance(wait * SECOND - 1500);
      expect(await otp.send()).toEqual({ status: 429, body: { status: 'too_many_sends', retryAfter: 2 }, retryAfter: 2 });
      await otp.advance(1500);
    }
    expect(otp.texts).toHaveLength(6);
  });

  it('holds however the number is written and whoever asks', async () => {
    const otp = open();
    await otp.send({ contact: person('+14155550101') });
    for (const to of ['whatsapp:+14155550132', '(415) 555-0132', '001 415 555 0132', ' +1 415.555.0132']) {
      expect((await otp.send({ to, contact: person('+14155550102') })).status).toBe(429);
    }
    expect((await otp.send({ to: '+14155550133' })).status).toBe(200);
  });

  it('lets exactly one of 20 sends at once through', async () => {
    const otp = open();
    const answers = await Promise.all(Array.from({ length: 20 }, () => otp.send()));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(otp.texts).toHaveLength(1);
  });

  it('starts its waits anew on approval', async () => {
    const otp = open();
    await otp.send();
    await otp.advance(30 * SECOND);
    const { systemOtp } = (await otp.send()).body;
    expect((await otp.send()).status).toBe(429);
    expect((await otp.verify({ systemOtp, userOtp: otp.lastCode() })).body['verified']).toBe(true);
    expect((await otp.send()).body['resendAfter']).toBe(30);
  });

  it('is 10 a day, also over a restart', async () => {
    const otp = open();
    for (let sent = 0; sent < 10; sent += 1) {
      expect((await otp.send()).status).toBe(200);
      await otp.advance(HOUR);
    }
    otp.reopen();
    expect(await otp.send()).toMatchObject({ status: 429, retryAfter: (14 * HOUR) / SECOND });
    await otp.advance(14 * HOUR);
    expect((await otp.send()).status).toBe(200);
  });

  it('is kept by a purge at any time', async () => {
    const otp = open();
    const { systemOtp } = (await otp.send({ key: 'one' })).body;
    const before = Date.UTC(2026, 0, 5, 12);
    expect(await otp.store.purge({ before })).toBe(0);
    expect((await otp.send()).status).toBe(429);
    expect(await otp.store.purge({ before: before + 24 * HOUR + 11 * MINUTE })).toBe(2);
    expect((await otp.verify({ systemOtp, userOtp: '000004' })).body['status']).toBe('unknown');
  });
});
