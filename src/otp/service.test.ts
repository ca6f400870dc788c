import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR, openOtpDesk, type OtpDesk, OTP_TOKEN, PHONE, person, SECOND } from '../../test/support/otp.ts';

let otp: OtpDesk;
beforeEach(() => {
  otp = openOtpDesk();
});
afterEach(() => otp.close());

const REUSED = { status: 422, body: { status: 'idempotency_key_reused' } };

describe('an Idempotency-Key on a send', () => {
  it('gives the first answer again, sends nothing and counts nothing', async () => {
    const first = await otp.send({ key: 'one' });
    await otp.advance(40 * SECOND);
    for (let time = 0; time < 20; time += 1) expect(await otp.send({ key: 'one' })).toEqual(first);
    otp.reopen();
    expect(await otp.send({ key: 'one' })).toEqual(first);
    expect(otp.texts).toHaveLength(1);
    expect((await otp.verify({ systemOtp: first.body['systemOtp'], userOtp: otp.lastCode() })).body['verified']).toBe(true);
    expect((await otp.send({ key: 'two' })).body['status']).toBe('sent');
  });

  it('gives a refusal again, too', async () => {
    await otp.send();
    const refused = await otp.send({ key: 'one' });
    expect(refused).toMatchObject({ status: 429, retryAfter: 30 });
    await otp.advance(HOUR);
    expect(await otp.send({ key: 'one' })).toEqual(refused);
  });

  it('is refused with another body or caller, whatever came first', async () => {
    await otp.send({ key: 'one' });
    expect(await otp.send({ key: 'one', to: '+14155550133' })).toMatchObject(REUSED);
    expect(await otp.send({ key: 'one', to: 'nonsense' })).toMatchObject(REUSED);
    expect(await otp.send({ key: 'one', contact: person('+14155550101') })).toMatchObject(REUSED);
    expect(await otp.send({ key: 'two', to: 'nonsense' })).toMatchObject({ status: 400 });
    expect(await otp.send({ key: 'two', to: 'nonsense' })).toMatchObject({ status: 400 });
    expect(await otp.send({ key: 'two', to: '+14155550133' })).toMatchObject(REUSED);
    expect(otp.texts).toHaveLength(1);
  });

  it('is forgotten after 24 hours', async () => {
    const first = await otp.send({ key: 'one' });
    await otp.advance(24 * HOUR - 1);
    expect(await otp.send({ key: 'one' })).toEqual(first);
    await otp.advance(1);
    expect((await otp.send({ key: 'one' })).body['systemOtp']).not.toBe(first.body['systemOtp']);
    expect(otp.texts).toHaveLength(2);
  });

  it('lets a repeat wait for a send under way', async () => {
    let accept: (() => void) | undefined;
    otp.answerTexts(
      () =>
        new Promise((resolve) => {
          accept = () => resolve('accepted');
        }),
    );
    const calls = [otp.send({ key: 'one' }), otp.send({ key: 'one' }), otp.send({ key: 'one' })];
    await otp.advance(SECOND);
    accept?.();
    const [first, ...repeats] = await Promise.all(calls);
    expect(first?.status).toBe(200);
    for (const repeat of repeats) expect(repeat).toEqual(first);
    expect(otp.texts).toHaveLength(1);
  });

  it('lets a repeat in another process wait for a send under way', async () => {
    let accept: (() => void) | undefined;
    otp.answerTexts(
      () =>
        new Promise((resolve) => {
          accept = () => resolve('accepted');
        }),
    );
    const first = otp.send({ key: 'one' });
    const repeat = otp.startSecond().send(sendRequest('one'));
    await otp.advance(3 * SECOND);
    accept?.();
    await otp.advance(SECOND);
    expect((await first).status).toBe(200);
    expect(await repeat).toEqual(await first);
    expect(otp.texts).toHaveLength(1);
  });

  it('answers provider_down, never sent, when the process died before the text went out', async () => {
    otp.answerTexts(() => new Promise(() => {}));
    const dead = otp.send({ key: 'one' });
    await otp.advance(2 * SECOND);
    otp.reopen();
    const repeat = otp.send({ key: 'one' });
    await otp.advance(5 * SECOND);
    expect(await repeat).toMatchObject({ status: 503, body: { status: 'provider_down' } });
    expect(await otp.send({ key: 'one' })).toEqual(await repeat);
    expect(otp.texts).toHaveLength(1);
    void dead;
  });

  it('stays provider_down when the one thought dead comes back', async () => {
    let accept: (() => void) | undefined;
    otp.answerTexts(
      () =>
        new Promise((resolve) => {
          accept = () => resolve('accepted');
        }),
    );
    const slow = otp.send({ key: 'one' });
    await otp.advance(7 * SECOND);
    const repeat = await otp.startSecond().send(sendRequest('one'));
    accept?.();
    expect(repeat.status).toBe(503);
    expect(await slow).toEqual(repeat);
  });
});

describe('an Idempotency-Key on a check', () => {
  it('gives the first answer again and counts no further check', async () => {
    const { systemOtp } = (await otp.send()).body;
    const wrong = { systemOtp, userOtp: '999999', key: 'one' };
    const answers = await Promise.all(Array.from({ length: 30 }, () => otp.verify(wrong)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const right = await otp.verify({ systemOtp, userOtp: otp.lastCode(), key: 'two' });
    expect(right).toEqual({ status: 200, body: { verified: true, status: 'approved', attemptsLeft: 3 } });
    expect(await otp.verify({ systemOtp, userOtp: otp.lastCode(), key: 'two' })).toEqual(right);
  });

  it('is refused with another body, and cannot turn a wrong code into a right one', async () => {
    const { systemOtp } = (await otp.send()).body;
    await otp.verify({ systemOtp, userOtp: '999999', key: 'one' });
    expect(await otp.verify({ systemOtp, userOtp: otp.lastCode(), key: 'one' })).toMatchObject(REUSED);
    expect(await otp.verify({ systemOtp, userOtp: true, key: 'one' })).toMatchObject(REUSED);
    expect(await otp.verify({ systemOtp, userOtp: otp.lastCode() })).toMatchObject({
      body: { status: 'approved', attemptsLeft: 3 },
    });
  });

  it('is another key than the same one on a send', async () => {
    const { systemOtp } = (await otp.send({ key: 'one' })).body;
    expect((await otp.verify({ systemOtp, userOtp: otp.lastCode(), key: 'one' })).body['status']).toBe('approved');
  });
});

function sendRequest(key: string) {
  return { authorization: `Bearer ${OTP_TOKEN}`, idempotencyKey: key, contact: null, body: { toNumber: PHONE } };
}
