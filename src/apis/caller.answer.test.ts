import { expect, test } from 'vitest';
import { compileCondition } from '../engine/condition.ts';
import { answerJson, type ApiSource, buildCall, startCaller, startFarSide } from '../../test/support/api-kit.ts';

const secrets = { OTP_KEY: 'otp-key-0123456789' };
const twilio = { accountSid: 'AC0123', authToken: 'twilio-token-0123', fromNumber: null };

async function callAnswering(
  answer: { readonly status?: number; readonly headers?: Record<string, string>; readonly body: string },
  source: Partial<ApiSource> = {},
) {
  const far = await startFarSide((response) => {
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers }).end(answer.body);
  });
  return startCaller({ allowHosts: [far.place], secrets, twilio }).call(buildCall({ url: far.origin, ...source }));
}

test('saves what the answer holds, with its types, and names what is missing', async () => {
  const answer = await callAnswering(
    { status: 201, body: '{"id":7,"list":[1],"none":null,"deep":{"ok":true}}' },
    {
      readsBody: true,
      save: {
        id: '{{ response.body.id }}',
        deep: '{{ response.body.deep }}',
        none: '{{ response.body.none }}',
        gone: '{{ response.body.gone }}',
      },
    },
  );
  expect(answer).toMatchObject({ ok: true, failure: null, reason: null, missing: ['gone'] });
  expect(answer.saved).toEqual({ id: 7, deep: { ok: true }, none: null, gone: null });
  expect(answer.exchange).toMatchObject({ method: 'POST', status: 201, attempts: 1, requestBody: null });
});

test('an answer outside 2xx fails, keeps its body for the outcomes and saves nothing', async () => {
  const answer = await callAnswering({ status: 404, body: '{"error":"no"}' }, { save: { id: '{{ response.body.error }}' } });
  expect(answer).toMatchObject({ ok: false, failure: 'status', saved: {}, missing: [] });
  expect(answer.response?.body).toEqual({ error: 'no' });
  expect(answer.reason).toContain('404');
});

test('"success" decides instead of the status, both ways', async () => {
  const success = compileCondition({ value: '{{ response.body.ok }}', is: true });
  expect((await callAnswering({ body: '{"ok":false}' }, { success })).failure).toBe('status');
  expect((await callAnswering({ status: 409, body: '{"ok":true}' }, { success })).ok).toBe(true);
});

test('an HTML page in place of JSON fails only where the body is read', async () => {
  const page = { headers: { 'content-type': 'text/html' }, body: '<html>{"a":1}</html>' };
  const read = await callAnswering(page, { readsBody: true });
  expect(read).toMatchObject({ ok: false, failure: 'not_json', saved: {} });
  expect(read.response?.body).toBe(page.body);
  expect((await callAnswering(page)).ok).toBe(true);
});

test('reads JSON that is sent as something else, and text that only looks like JSON as text', async () => {
  const save = { it: '{{ response.body }}' };
  expect((await callAnswering({ headers: { 'content-type': 'text/plain' }, body: ' {"a":1}' }, { save })).saved).toEqual({
    it: { a: 1 },
  });
  expect((await callAnswering({ headers: { 'content-type': 'text/plain' }, body: '000123' }, { save })).saved).toEqual({
    it: '000123',
  });
  expect((await callAnswering({ headers: { 'content-type': 'application/problem+json' }, body: '"x"' }, { save })).saved).toEqual(
    { it: 'x' },
  );
  expect((await callAnswering({ body: '{"a":' }, { save })).saved).toEqual({ it: '{"a":' });
  expect((await callAnswering({ body: '\uFEFF{"a":1}' }, { save })).saved).toEqual({ it: { a: 1 } });
});

test('__proto__ keys vanish at any depth, and no others', async () => {
  const body =
    '{"a":[{"__proto__":{"admin":true},"x":1}],"constructor":{"prototype":{"y":1}},"\\u005f_proto__":{"z":1},"b":{"prototype":2,"c":3}}';
  const answer = await callAnswering({ body }, { save: { all: '{{ response.body }}' } });
  expect(JSON.stringify(answer.saved['all'])).toBe(
    '{"a":[{"x":1}],"constructor":{"prototype":{"y":1}},"b":{"prototype":2,"c":3}}',
  );
  expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
});

test('an answer nested deeper than 64 levels is not read as JSON', async () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  expect((await callAnswering({ body: nested(64) }, { readsBody: true })).ok).toBe(true);
  expect((await callAnswering({ body: nested(65) }, { readsBody: true })).failure).toBe('not_json');
  expect((await callAnswering({ body: nested(120_000) }, { readsBody: true })).failure).toBe('not_json');
});

test('no template in an answer is ever run', async () => {
  const answer = await callAnswering(
    { body: '{"a":"{{ secret.OTP_KEY }}"}' },
    { save: { a: '{{ response.body.a }}', b: '<{{ response.body.a }}>' } },
  );
  expect(answer.saved).toEqual({ a: '{{ secret.OTP_KEY }}', b: '<{{ secret.OTP_KEY }}>' });
});

test('a secret that comes back is hidden wherever it shows', async () => {
  const far = await startFarSide((response, seen) => {
    const echo = { auth: seen.headers.authorization, body: seen.body, url: seen.url, escaped: 'x' };
    const text = JSON.stringify(echo).replace('"x"', '"\\u006ftp-key-0123456789"');
    response.writeHead(400, { 'content-type': 'application/json', 'x-echo': String(seen.headers.authorization) }).end(text);
  });
  const answer = await startCaller({ allowHosts: [far.place], secrets, twilio }).call(
    buildCall(
      {
        url: far.origin,
        auth: { bearer: '{{ secret.OTP_KEY }}' },
        query: { k: '{{ secret.OTP_KEY }}', upper: '{{ secret.OTP_KEY | upcase }}' },
        body: { t: '{{ twilio.auth_token }}', copy: '{{ copy }}' },
        success: compileCondition({ value: '{{ response.status }}', is: 400 }),
        save: { all: '{{ response.body }}', header: "{{ response.headers['x-echo'] }}", joined: 'a{{ response.body.auth }}' },
      },
      { copy: 'otp-key-0123456789' },
    ),
  );
  expect(far.seen[0]?.body).toContain('twilio-token-0123');
  expect(answer.ok).toBe(true);
  expect(JSON.stringify(answer)).not.toMatch(/otp-key-0123456789|twilio-token-0123/i);
  expect(answer.saved).toMatchObject({ header: 'Bearer •••', joined: 'aBearer •••' });
});

test('a secret that comes back only in escapes is hidden as well', async () => {
  const escaped = '{"a":"\\u006ftp-key-0123456789"}';
  const answer = await callAnswering({ body: escaped }, { save: { a: '{{ response.body.a }}' } });
  expect(answer.saved).toEqual({ a: '•••' });
  expect(answer.exchange.responseBody).toBe('{"a":"•••"}');
});

test('credentials from attributes are hidden in that call, also those of basic', async () => {
  const far = await startFarSide((response, seen) =>
    answerJson(response, 200, { echo: seen.headers.authorization, word: 'pa55word-x' }),
  );
  const caller = startCaller({ allowHosts: [far.place] });
  const save = { echo: '{{ response.body.echo }}', word: '{{ response.body.word }}' };
  const bearer = await caller.call(
    buildCall({ url: far.origin, auth: { bearer: '{{ token }}' }, save }, { token: 'pa55word-x' }),
  );
  expect(bearer.saved).toEqual({ echo: '•••', word: '•••' });
  const auth = { basic: { username: 'me', password: '{{ token }}' } };
  const basic = await caller.call(buildCall({ url: far.origin, auth, save }, { token: 'pa55word-x' }));
  expect(basic.saved).toEqual({ echo: '•••', word: '•••' });
});

test('kept bodies are cut to 2 KiB, never in the middle of a character', async () => {
  const answer = await callAnswering(
    { headers: { 'content-type': 'text/plain' }, body: '€'.repeat(5_000) },
    { body: { a: 'x'.repeat(5_000) } },
  );
  const { requestBody, responseBody } = answer.exchange;
  expect(Buffer.byteLength(requestBody ?? '')).toBe(2_048);
  expect(responseBody).toBe('€'.repeat(682));
});
