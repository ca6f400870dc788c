import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { codeSentTo } from './support/phone.ts';
import { BOT_NUMBER, twilioError } from './support/twilio.ts';

const KEY = 'the-key-of-the-otp-endpoints';
const PHONE = '+14155550132';
const WITH_KEY = { authorization: `Bearer ${KEY}` };

function start(env: Readonly<Record<string, string>> = {}): Promise<TestApp> {
  return startApp({ env: { SECRET_OTP_KEY: KEY, ...env } });
}

async function sendCode(server: TestApp): Promise<string> {
  const { status, body } = await server.post('/otp/send', { toNumber: PHONE }, WITH_KEY);
  expect(status).toBe(200);
  return (body as { systemOtp: string }).systemOtp;
}

describe('the OTP endpoints', () => {
  it('send a code by text and approve it once', async () => {
    const server = await start();
    const sent = await server.post(
      '/otp/send',
      { accountSID: 'AC1', authToken: 'x', fromNumber: '+1', toNumber: '(415) 555-0132' },
      WITH_KEY,
    );
    expect(sent.status).toBe(200);
    const { systemOtp } = sent.body as { systemOtp: string };
    expect(sent.body).toEqual({
      status: 'sent',
      systemOtp: expect.stringMatching(/^\S{20,}$/) as unknown,
      expiresAt: new Date(server.clock.now() + 600_000).toISOString(),
      resendAfter: 30,
    });
    const userOtp = await codeSentTo(server, PHONE);
    expect(server.twilio.messages[0]).toMatchObject({ to: PHONE, from: BOT_NUMBER });
    const approved = await server.post('/otp/verify', { systemOtp, userOtp }, WITH_KEY);
    expect(approved).toMatchObject({ status: 200, body: { verified: true, status: 'approved' } });
    const again = await server.post('/otp/verify', { systemOtp, userOtp }, WITH_KEY);
    expect(again).toMatchObject({ status: 200, body: { verified: false, status: 'unknown' } });
  });

  it.each([
    ['no key', {}],
    ['a wrong key', { authorization: 'Bearer wrong' }],
    ['an empty key', { authorization: 'Bearer ' }],
    ['the key without its scheme', { authorization: KEY }],
    ['the admin token', { authorization: 'Bearer the-token-of-the-admin' }],
  ])('answer 401 to %s and send nothing', async (_, headers) => {
    const server = await start();
    for (const path of ['/otp/send', '/otp/verify']) {
      expect(
        (await server.post(path, { toNumber: PHONE, systemOtp: 'a', userOtp: '123456' }, headers as Record<string, string>))
          .status,
      ).toBe(401);
    }
    expect(server.twilio.messages).toEqual([]);
  });

  it.each([
    ['broken JSON', '{"toNumber":'],
    ['nothing', ''],
    ['a text', '"hello"'],
    ['half a character', '{"toNumber":"\\ud800"}'],
  ])('answer 401 to a request without a key whose body is %s', async (_, body) => {
    const server = await start();
    for (const path of ['/otp/send', '/otp/verify']) {
      expect(await server.post(path, body)).toMatchObject({ status: 401 });
      expect(await server.post(path, body, { authorization: 'Bearer wrong' })).toMatchObject({ status: 401 });
    }
  });

  it.each([{ 'content-encoding': 'foo' }, { 'content-type': 'application/json; charset=foo' }])(
    'answer 401 to a request without a key that cannot be read for its %j, and 400 with the key',
    async (headers) => {
      const server = await start();
      for (const path of ['/otp/send', '/otp/verify']) {
        expect(await server.post(path, '{}', headers)).toMatchObject({ status: 401 });
        expect(await server.post(path, '{}', { ...headers, authorization: `Bearer ${KEY}` })).toMatchObject({ status: 400 });
      }
    },
  );

  it('take a key derived from SECRET_KEY where none is set, and no other', async () => {
    const server = await startApp();
    const derived = server.config.apiSecrets['OTP_KEY'] ?? '';
    expect(derived.length).toBeGreaterThan(20);
    expect((await server.post('/otp/send', { toNumber: PHONE }, { authorization: `Bearer ${derived}` })).status).toBe(200);
    expect((await server.post('/otp/send', { toNumber: PHONE }, { authorization: 'Bearer ' })).status).toBe(401);
  });

  it.each([
    ['true', 'true'],
    ['a number', '7'],
    ['a list', '[]'],
    ['a list of lists', '[[[[]]]]'],
    ['an empty object', '{}'],
    ['null', 'null'],
    ['an empty text', '""'],
    ['nothing at all', ''],
    ['broken JSON', '{"toNumber":'],
    ['10 kB of text', JSON.stringify('x'.repeat(10_000))],
    [
      '10 kB in every field',
      JSON.stringify({ toNumber: '4'.repeat(10_000), systemOtp: 'x'.repeat(10_000), userOtp: '1'.repeat(10_000) }),
    ],
    ['fields of other types', '{"toNumber":14155550132,"systemOtp":[],"userOtp":true}'],
    ['fields that are objects', '{"toNumber":{"toString":1},"systemOtp":{},"userOtp":{"$ne":1}}'],
    ['null fields', '{"toNumber":null,"systemOtp":null,"userOtp":null}'],
    ['names of object internals', '{"__proto__":{"toNumber":"+14155550132","systemOtp":"a","userOtp":"b"}}'],
    ['half a character', '{"toNumber":"\\ud800","systemOtp":"\\ud800","userOtp":"\\ud800"}'],
  ])('never fail and never approve for the body %s', async (_, body) => {
    const server = await start();
    for (const path of ['/otp/send', '/otp/verify']) {
      const answer = await server.post(path, body, WITH_KEY);
      expect(answer.status).toBeLessThan(500);
      expect(answer.body).not.toMatchObject({ verified: true });
      if (path === '/otp/send') expect(answer.status).toBe(400);
    }
    expect(server.twilio.messages).toEqual([]);
  });

  it.each([
    ['text', 'text/plain', 'toNumber=1'],
    ['a form', 'application/x-www-form-urlencoded', `toNumber=${PHONE}`],
    ['JSON that says it is packed', 'application/json', '{}'],
  ])('answer a fault of the caller to %s', async (name, type, body) => {
    const server = await start();
    const packed = name.includes('packed') ? { 'content-encoding': 'gzip' } : {};
    for (const path of ['/otp/send', '/otp/verify']) {
      const { status } = await server.post(path, body, { ...WITH_KEY, 'content-type': type, ...packed });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    expect(server.twilio.messages).toEqual([]);
  });

  it('refuse more than 100 kB with 413', async () => {
    const server = await start();
    expect((await server.post('/otp/send', { toNumber: 'x'.repeat(120_000) }, WITH_KEY)).status).toBe(413);
  });
});

describe('POST /otp/send', () => {
  it.each([
    ['no number', 'hello', 400, 'bad_number'],
    ['a short number', '911', 400, 'bad_number'],
    ['a premium number', '+19005550132', 400, 'bad_number'],
    ['a country that is not served', '+447400123456', 403, 'not_allowed'],
  ])('answers %s with its status and sends nothing', async (_, toNumber, status, word) => {
    const server = await start();
    expect(await server.post('/otp/send', { toNumber }, WITH_KEY)).toMatchObject({ status, body: { status: word } });
    expect(server.twilio.messages).toEqual([]);
  });

  it('answers 429 with the seconds to wait when a code was sent just now', async () => {
    const server = await start();
    await sendCode(server);
    await server.clock.advance(10_000);
    const answer = await server.post('/otp/send', { toNumber: PHONE }, WITH_KEY);
    expect(answer).toMatchObject({ status: 429, body: { status: 'too_many_sends', retryAfter: 20 } });
    expect(answer.headers['retry-after']).toBe('20');
    expect(server.twilio.messages).toHaveLength(1);
  });

  it('answers 503 when the text is refused, and 403 when the number has opted out', async () => {
    const server = await start();
    server.twilio.answerNext(twilioError(400, 21614, 'not a mobile number'));
    expect(await server.post('/otp/send', { toNumber: PHONE }, WITH_KEY)).toMatchObject({
      status: 503,
      body: { status: 'provider_down' },
    });
    server.twilio.answerNext(twilioError(400, 21610, 'unsubscribed'));
    expect(await server.post('/otp/send', { toNumber: '+14155550133' }, WITH_KEY)).toMatchObject({
      status: 403,
      body: { status: 'not_allowed' },
    });
  });

  it.each([
    ['answers 500', twilioError(500, 20500, 'Internal error')],
    ['answers 503', twilioError(503, 20503, 'Down')],
    ['breaks the connection', 'reset' as const],
  ])('answers 503 when Twilio %s', async (_, trouble) => {
    const server = await start();
    server.twilio.answerNext(trouble);
    expect(await server.post('/otp/send', { toNumber: PHONE }, WITH_KEY)).toMatchObject({
      status: 503,
      body: { status: 'provider_down' },
    });
    expect(server.twilio.messages).toHaveLength(1);
  });

  it('leaves no systemOtp in the database, also where its answer is kept for a repeat', async () => {
    const server = await start();
    const headers = { ...WITH_KEY, 'idempotency-key': 'once' };
    const { body } = await server.post('/otp/send', { toNumber: PHONE }, headers);
    const { systemOtp } = body as { systemOtp: string };
    const check = { systemOtp, userOtp: await codeSentTo(server, PHONE) };
    const bytes = () => [server.dbFile, `${server.dbFile}-wal`].filter(existsSync).map((file) => readFileSync(file));
    expect(bytes().some((one) => one.includes('CREATE TABLE'))).toBe(true);
    expect(bytes().some((one) => one.includes(systemOtp))).toBe(false);
    await server.post('/otp/verify', check, { ...WITH_KEY, 'idempotency-key': 'check' });
    expect(bytes().some((one) => one.includes(systemOtp))).toBe(false);
    expect((await server.post('/otp/send', { toNumber: PHONE }, headers)).body).toEqual(body);
  });

  it('gives a test phone its fixed code until the end of TEST_OTP_UNTIL, and no other phone, and not after', async () => {
    const server = await start({ TEST_OTP: `${PHONE}:000123`, TEST_OTP_UNTIL: '2027-01-15' });
    const systemOtp = await sendCode(server);
    expect(await codeSentTo(server, PHONE)).toBe('000123');
    const other = await server.post('/otp/send', { toNumber: '+14155550133' }, WITH_KEY);
    expect(other.status).toBe(200);
    expect(await codeSentTo(server, '+14155550133')).not.toBe('000123');
    const checked = await server.post('/otp/verify', { systemOtp, userOtp: '000123' }, WITH_KEY);
    expect(checked).toMatchObject({ status: 200, body: { verified: true } });
    await server.clock.advance(Date.UTC(2027, 0, 16) - 1 - server.clock.now());
    await sendCode(server);
    expect(await codeSentTo(server, PHONE, 2)).toBe('000123');
    await server.clock.advance(60_000);
    await sendCode(server);
    expect(await codeSentTo(server, PHONE, 3)).not.toBe('000123');
  });

  it('answers after 4 s while Twilio hangs: the text is on its way', async () => {
    const server = await start();
    server.twilio.answerNext('hang');
    const answer = server.post('/otp/send', { toNumber: PHONE }, WITH_KEY);
    await server.twilio.waitForMessage(({ to }) => to === PHONE);
    await server.clock.advance(4_000);
    expect(await answer).toMatchObject({ status: 200, body: { status: 'sent' } });
  });

  it('with the same Idempotency-Key sends once and answers the same; with another body 422', async () => {
    const server = await start();
    const headers = { ...WITH_KEY, 'idempotency-key': 'once' };
    const first = await server.post('/otp/send', { toNumber: PHONE }, headers);
    const second = await server.post('/otp/send', { toNumber: PHONE }, headers);
    expect(second.body).toEqual(first.body);
    expect(server.twilio.messages).toHaveLength(1);
    expect((await server.post('/otp/send', { toNumber: '+14155550133' }, headers)).status).toBe(422);
  });
});

describe('POST /otp/verify', () => {
  it('counts wrong codes down, and then the right one is refused too', async () => {
    const server = await start();
    const systemOtp = await sendCode(server);
    const right = await codeSentTo(server, PHONE);
    const wrong = right === '000000' ? '111111' : '000000';
    for (const attemptsLeft of [4, 3, 2, 1, 0]) {
      const answer = await server.post('/otp/verify', { systemOtp, userOtp: wrong }, WITH_KEY);
      expect(answer).toMatchObject({ status: 200, body: { verified: false, status: 'wrong_code', attemptsLeft } });
    }
    const late = await server.post('/otp/verify', { systemOtp, userOtp: right }, WITH_KEY);
    expect(late).toMatchObject({ status: 200, body: { verified: false, status: 'too_many_checks' } });
  });

  it('calls a code expired after ten minutes, and a reference of nobody unknown', async () => {
    const server = await start();
    const systemOtp = await sendCode(server);
    const userOtp = await codeSentTo(server, PHONE);
    await server.clock.advance(600_000);
    expect((await server.post('/otp/verify', { systemOtp, userOtp }, WITH_KEY)).body).toMatchObject({
      verified: false,
      status: 'expired',
    });
    expect((await server.post('/otp/verify', { systemOtp: userOtp, userOtp }, WITH_KEY)).body).toMatchObject({
      verified: false,
      status: 'unknown',
    });
  });
});
