import { expect, test } from 'vitest';
import { answerJson, buildCall, startCaller, startFarSide } from '../../test/support/api-kit.ts';

test.each([
  'http://127.0.0.1:PORT/',
  'http://2130706433:PORT/',
  'http://0x7f000001:PORT/',
  'http://0x7f.1:PORT/',
  'http://0177.0.0.1:PORT/',
  'http://127.1:PORT/',
  'http://127.0.0.1.:PORT/',
  'http://0.0.0.0:PORT/',
  'http://[::1]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://[::ffff:7f00:1]:PORT/',
  'http://[64:ff9b::127.0.0.1]:PORT/',
  'http://[2002:7f00:1::]:PORT/',
  'http://１２７.０.０.１:PORT/',
  'http://localhost:PORT/',
  'http://LOCALHOST.:PORT/',
  'http://169.254.169.254/latest/meta-data/',
  'https://10.0.0.1/',
  'http://100.64.0.1/',
  'http://name@127.0.0.1:PORT/',
  'http://api.example.com@127.0.0.1:PORT/',
])('refuses a link to the inside address %s', async (url) => {
  const far = await startFarSide((response) => answerJson(response, 200, {}));
  const retry = { attempts: 3, on: ['network', 'timeout', '5xx'] as const };
  const answer = await startCaller().call(buildCall({ url: url.replace('PORT', String(far.port)), retry }));
  expect(answer).toMatchObject({ ok: false, failure: 'refused', response: null });
  expect(answer.exchange.attempts).toBeLessThanOrEqual(1);
  expect(far.seen).toEqual([]);
});

test('says which place to add to API_ALLOW_HOSTS, and calls it once it is there', async () => {
  const far = await startFarSide((response) => answerJson(response, 200, {}));
  const place = `localhost:${far.port}`;
  const refused = await startCaller({ allowHosts: [far.place] }).call(buildCall({ url: `http://${place}/` }));
  expect(refused.reason).toContain(place);
  expect(refused.reason).toContain('API_ALLOW_HOSTS');
  expect((await startCaller({ allowHosts: [place] }).call(buildCall({ url: `http://${place}/` }))).ok).toBe(true);
});

test('an allowed port opens no other port of the same host', async () => {
  const allowed = await startFarSide((response) => answerJson(response, 200, {}));
  const other = await startFarSide((response) => answerJson(response, 200, {}));
  const caller = startCaller({ allowHosts: [allowed.place, '127.0.0.1'] });
  expect((await caller.call(buildCall({ url: allowed.origin }))).ok).toBe(true);
  expect((await caller.call(buildCall({ url: other.origin }))).failure).toBe('refused');
  expect(other.seen).toEqual([]);
});

test.each([301, 302, 303, 307, 308])('does not follow a %i to an inside address', async (status) => {
  const inside = await startFarSide((response) => answerJson(response, 200, {}));
  const far = await startFarSide((response) => response.writeHead(status, { location: `${inside.origin}/secret` }).end());
  const answer = await startCaller({ allowHosts: [far.place, inside.place] }).call(
    buildCall({ url: far.origin, headers: { 'X-Key': 'k' } }),
  );
  expect(answer).toMatchObject({ ok: false, failure: 'status', response: { status } });
  expect(inside.seen).toEqual([]);
});

test('credentials in a URL are refused and shown nowhere', async () => {
  const answer = await startCaller().call(buildCall({ url: 'https://me:hunter2-word@api.example.com/' }));
  expect(answer.failure).toBe('refused');
  expect(JSON.stringify(answer)).not.toContain('hunter2-word');
});
