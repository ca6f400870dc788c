import { expect, test } from 'vitest';
import type { OtpRequest, OtpService } from '../runtime/ports.ts';
import { answerJson, type ApiSource, buildCall, startCaller, startFarSide } from '../../test/support/api-kit.ts';

const secrets = { OTP_KEY: 'otp-key-0123456789', PASSWORD: 'pass-0123456789' };
const twilio = { accountSid: 'AC0123', authToken: 'twilio-token-0123', fromNumber: '+14155550199' };

async function callFarSide(source: Omit<ApiSource, 'url'> & { url?: string }, attributes: Parameters<typeof buildCall>[1] = {}) {
  const far = await startFarSide((response) => answerJson(response, 200, { ok: true }));
  const caller = startCaller({ allowHosts: [far.place], secrets, twilio });
  const answer = await caller.call(buildCall({ ...source, url: far.origin + (source.url ?? '/x') }, attributes));
  return { answer, seen: far.seen[0] };
}

test('sends a JSON body whose single values keep their types', async () => {
  const { seen, answer } = await callFarSide(
    {
      body: {
        to: '{{ phone }}',
        count: '{{ count }}',
        tags: ['{{ tags }}', 1, true, null],
        gone: '{{ gone }}',
        text: 'n={{ count }}',
      },
    },
    { phone: '+14155550132', count: 3, tags: ['a', 'b'] },
  );
  expect(answer).toMatchObject({ ok: true, failure: null, reason: null });
  expect(JSON.parse(seen?.body ?? '')).toEqual({
    to: '+14155550132',
    count: 3,
    tags: [['a', 'b'], 1, true, null],
    gone: null,
    text: 'n=3',
  });
  expect(seen?.headers).toMatchObject({
    'content-type': 'application/json',
    accept: 'application/json',
    'user-agent': 'parley',
    'idempotency-key': 'key-1',
  });
});

test('sends a form: null left out, lists repeated, objects as JSON', async () => {
  const { seen, answer } = await callFarSide(
    {
      encoding: 'form',
      body: { To: '{{ phone }}', Key: '{{ secret.OTP_KEY }}', List: '{{ list }}', Gone: '{{ gone }}', Deep: { a: 1 } },
    },
    { phone: '+1 415&x=1', list: ['a', 2] },
  );
  expect(seen?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect([...new URLSearchParams(seen?.body)]).toEqual([
    ['To', '+1 415&x=1'],
    ['Key', 'otp-key-0123456789'],
    ['List', 'a'],
    ['List', '2'],
    ['Deep', '{"a":1}'],
  ]);
  expect(answer.exchange.requestBody).toContain('Key=•••');
});

test('a form that is no object is not sent', async () => {
  const { seen, answer } = await callFarSide({ encoding: 'form', body: [1] });
  expect(answer.failure).toBe('bad_request');
  expect(seen).toBeUndefined();
});

test('percent-encodes values in the path and the query', async () => {
  const { seen } = await callFarSide(
    { method: 'GET', url: '/users/{{ id }}/x?a={{ id }}', query: { q: '{{ q }}', n: '{{ n }}', 'b c': '1' } },
    { id: '../a?b#c', q: 'x&y=z ü', n: 7 },
  );
  expect(seen?.url).toBe('/users/..%2Fa%3Fb%23c/x?a=..%2Fa%3Fb%23c&q=x%26y%3Dz%20%C3%BC&n=7&b%20c=1');
  expect(seen?.headers['content-type']).toBeUndefined();
});

test('a value cannot climb out of its place in the path', async () => {
  const { seen, answer } = await callFarSide({ url: '/users/{{ id }}/delete' }, { id: '..' });
  expect(answer.failure).toBe('bad_request');
  expect(seen).toBeUndefined();
});

test('an API may replace the default headers, in any spelling', async () => {
  const { seen } = await callFarSide({
    headers: { 'content-TYPE': 'application/xml', ACCEPT: 'text/xml', 'User-Agent': 'me/{{ v }}' },
    body: '<a>{{ v }}</a>',
  });
  expect(seen?.headers).toMatchObject({ 'content-type': 'application/xml', accept: 'text/xml', 'user-agent': 'me/' });
  expect(seen?.body).toBe('<a></a>');
});

test.each([
  'Host',
  'content-length',
  'Connection',
  'Transfer-Encoding',
  'upgrade',
  'TE',
  'Trailer',
  'Keep-Alive',
  'Proxy-Authorization',
  'Expect',
])('refuses to set the header %s', async (name) => {
  const { seen, answer } = await callFarSide({ headers: { [name]: 'x' } });
  expect(answer).toMatchObject({ failure: 'refused', response: null, exchange: { attempts: 0 } });
  expect(answer.reason).toContain(name);
  expect(seen).toBeUndefined();
});

test.each(['a\r\nX-Evil: 1', 'a\n', 'a\u0000b', '\u007f', 'snow ☃'])('does not send the header value %j', async (value) => {
  const { seen, answer } = await callFarSide({ headers: { 'X-Name': '{{ name }}' } }, { name: value });
  expect(answer.failure).toBe('bad_request');
  expect(answer.reason).not.toContain(value);
  expect(seen).toBeUndefined();
});

test('signs in with basic or bearer, and "auth" wins over a header', async () => {
  const basic = await callFarSide({ auth: { basic: { username: 'me', password: '{{ secret.PASSWORD }}' } } });
  expect(basic.seen?.headers.authorization).toBe(`Basic ${Buffer.from('me:pass-0123456789').toString('base64')}`);
  const bearer = await callFarSide(
    { auth: { bearer: '{{ token }}' }, headers: { Authorization: 'Bearer other' } },
    { token: 'abc' },
  );
  expect(bearer.seen?.headers.authorization).toBe('Bearer abc');
});

test('secrets reach headers, query and body, but neither the URL nor what is saved', async () => {
  const { seen, answer } = await callFarSide({
    url: '/a{{ secret.OTP_KEY }}{{ twilio.auth_token }}b',
    query: { key: '{{ secret.OTP_KEY }}' },
    body: {
      token: '{{ twilio.auth_token }}',
      sid: '{{ twilio.account_sid }}',
      from: '{{ twilio.from_number }}',
      upper: '{{ secret.OTP_KEY | upcase }}',
    },
    save: { stolen: '{{ secret.OTP_KEY }}', token: '{{ twilio.auth_token }}' },
  });
  expect(seen?.url).toBe('/ab?key=otp-key-0123456789');
  expect(JSON.parse(seen?.body ?? '')).toEqual({
    token: 'twilio-token-0123',
    sid: 'AC0123',
    from: '+14155550199',
    upper: 'OTP-KEY-0123456789',
  });
  expect(answer.saved).toEqual({ stolen: null, token: null });
  expect(answer.exchange.url).toContain('/ab?key=•••');
  expect(JSON.parse(answer.exchange.requestBody ?? '')).toEqual({
    token: '•••',
    sid: '•••',
    from: '•••',
    upper: '•••',
  });
});

test('a field from a secret is hidden in the trace however short it is', async () => {
  const far = await startFarSide((response) => answerJson(response, 200, {}));
  const caller = startCaller({ allowHosts: [far.place], secrets: { PIN: '42' } });
  const answer = await caller.call(
    buildCall({ url: far.origin, query: { pin: '{{ secret.PIN }}' }, body: { pins: ['{{ secret.PIN }}'], count: 42 } }),
  );
  expect(far.seen[0]).toMatchObject({ url: '/?pin=42', body: '{"pins":["42"],"count":42}' });
  expect(answer.exchange).toMatchObject({ url: `${far.origin}/?pin=•••`, requestBody: '{"pins":["•••"],"count":42}' });
});

test('an account that is not set is sent as null', async () => {
  const far = await startFarSide((response) => answerJson(response, 200, {}));
  const answer = await startCaller({ allowHosts: [far.place] }).call(
    buildCall({ url: far.origin, body: { token: '{{ twilio.auth_token }}' } }),
  );
  expect(answer.ok).toBe(true);
  expect(far.seen[0]?.body).toBe('{"token":null}');
});

test('a failing template is a bad request that quotes no value', async () => {
  const endless = await callFarSide(
    { body: '{% for i in (1..100000000) %}{{ i }}{% endfor %}{{ name }}' },
    { name: 'hidden words' },
  );
  expect(endless.answer.failure).toBe('bad_request');
  expect(endless.answer.reason).not.toContain('hidden words');
});

function otpService(answer: OtpService['send']): { service: OtpService; requests: [string, OtpRequest][] } {
  const requests: [string, OtpRequest][] = [];
  const record = (route: string) => (request: OtpRequest) => {
    requests.push([route, request]);
    return answer(request);
  };
  return { service: { send: record('send'), verify: record('verify') }, requests };
}

test("calls this server's own endpoints in process, with key, body and contact", async () => {
  const { service, requests } = otpService(() =>
    Promise.resolve({ status: 200, body: { verified: true, note: 'otp-key-0123456789' } }),
  );
  const contact = { ours: '+14155550199', channel: 'sms', theirs: '+14155550100' } as const;
  const call = buildCall(
    {
      url: 'internal:/otp/verify',
      headers: { Authorization: 'Bearer {{ secret.OTP_KEY }}' },
      body: { userOtp: '{{ user_otp }}' },
      save: { verified: '{{ response.body.verified }}', note: '{{ response.body.note }}' },
    },
    { user_otp: '000004' },
  );
  const answer = await startCaller({ secrets, internal: service }).call({ ...call, contact });
  expect(requests).toEqual([
    ['verify', { authorization: 'Bearer otp-key-0123456789', idempotencyKey: 'key-1', body: { userOtp: '000004' }, contact }],
  ]);
  expect(answer).toMatchObject({
    ok: true,
    saved: { verified: true, note: '•••' },
    exchange: { url: 'internal:/otp/verify', status: 200, attempts: 1 },
  });
});

test('an internal answer is judged like any other, its retryAfter as a header', async () => {
  const { service } = otpService(() =>
    Promise.resolve({ status: 429, body: { status: 'too_many_sends', retryAfter: 30 }, retryAfter: 30 }),
  );
  const answer = await startCaller({ internal: service }).call(buildCall({ url: 'internal:/otp/send' }));
  expect(answer).toMatchObject({ ok: false, failure: 'status', saved: {} });
  expect(answer.response).toMatchObject({ status: 429, headers: { 'retry-after': '30' }, body: { status: 'too_many_sends' } });
});

test('an internal endpoint that throws or hangs is a failed call', async () => {
  const throwing = otpService(() => Promise.reject(new Error('disk is full')));
  expect((await startCaller({ internal: throwing.service }).call(buildCall({ url: 'internal:/otp/send' }))).failure).toBe(
    'network',
  );
  const hanging = otpService(() => new Promise(() => undefined));
  const answer = await startCaller({ internal: hanging.service }).call(buildCall({ url: 'internal:/otp/send', timeout: 20 }));
  expect(answer.failure).toBe('timeout');
});
