import { expect, test } from 'vitest';
import { answerJson, buildCall, HandClock, startCaller, startFarSide } from '../../test/support/api-kit.ts';

test('repeats a 429 with the same key until it is answered', async () => {
  const clock = new HandClock(5_000);
  const far = await startFarSide((response, _seen, count) => answerJson(response, count < 3 ? 429 : 200, { count }));
  const answer = await startCaller({ clock, allowHosts: [far.place] }).call(
    buildCall({
      url: far.origin,
      body: { a: 1 },
      retry: { attempts: 3, on: [429] },
      save: { count: '{{ response.body.count }}' },
    }),
  );
  expect(answer).toMatchObject({ ok: true, saved: { count: 3 }, exchange: { attempts: 3, status: 200 } });
  expect(far.seen.map(({ headers }) => headers['idempotency-key'])).toEqual(['key-1', 'key-1', 'key-1']);
  expect(far.seen.map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}', '{"a":1}']);
  expect(clock.skipped).toEqual([200, 400]);
});

test('stops after the attempts it has, with the last answer', async () => {
  const clock = new HandClock(5_000);
  const far = await startFarSide((response, _seen, count) => answerJson(response, 500 + count, {}));
  const answer = await startCaller({ clock, allowHosts: [far.place] }).call(
    buildCall({ url: far.origin, retry: { attempts: 2, on: ['5xx'] } }),
  );
  expect(answer).toMatchObject({ ok: false, failure: 'status', response: { status: 502 }, exchange: { attempts: 2 } });
});

test('repeats nothing by default', async () => {
  const far = await startFarSide((response) => answerJson(response, 503, {}));
  await startCaller({ allowHosts: [far.place] }).call(buildCall({ url: far.origin }));
  expect(far.seen).toHaveLength(1);
});

test('waits as long as Retry-After asks', async () => {
  const clock = new HandClock(5_000);
  const far = await startFarSide((response, _seen, count) =>
    answerJson(response, count === 1 ? 503 : 200, {}, { 'retry-after': '2' }),
  );
  const answer = await startCaller({ clock, allowHosts: [far.place] }).call(
    buildCall({ url: far.origin, retry: { attempts: 2, on: [503] } }),
  );
  expect(answer.ok).toBe(true);
  expect(clock.skipped).toEqual([2_000]);
});

test('a Retry-After past the deadline ends the call at once', async () => {
  const clock = new HandClock();
  const far = await startFarSide((response) => answerJson(response, 503, {}, { 'retry-after': '60' }));
  const answer = await startCaller({ clock, allowHosts: [far.place] }).call(
    buildCall({ url: far.origin, retry: { attempts: 2, on: [503] } }),
  );
  expect(answer).toMatchObject({ failure: 'status', exchange: { attempts: 1, ms: 0 } });
});

test('a connection that breaks before an answer is repeated, one that breaks in the answer is not', async () => {
  const clock = new HandClock(5_000);
  const before = await startFarSide((response, _seen, count) =>
    count === 1 ? response.destroy() : answerJson(response, 200, {}),
  );
  const during = await startFarSide((response) => {
    response.writeHead(200, { 'content-length': '10' }).write('abc', () => response.destroy());
  });
  const caller = startCaller({ clock, allowHosts: [before.place, during.place] });
  const retry = { attempts: 2, on: ['network'] as const };
  expect(await caller.call(buildCall({ url: before.origin, retry }))).toMatchObject({ ok: true, exchange: { attempts: 2 } });
  expect(await caller.call(buildCall({ url: during.origin, retry }))).toMatchObject({
    failure: 'network',
    exchange: { attempts: 1, status: 200 },
  });
});

test('a hanging attempt is given up in time for another one', async () => {
  const clock = new HandClock(300);
  let ask = () => {};
  const asked = new Promise<void>((resolve) => (ask = resolve));
  const far = await startFarSide((response, _seen, count) => (count === 1 ? ask() : answerJson(response, 200, {})));
  const retry = { attempts: 2, on: ['timeout'] as const };
  const call = startCaller({ clock, allowHosts: [far.place] }).call(buildCall({ url: far.origin, timeout: 9_000, retry }));
  await asked;
  clock.fire();
  expect(await call).toMatchObject({ ok: true, exchange: { attempts: 2, ms: 6_200 } });
});
