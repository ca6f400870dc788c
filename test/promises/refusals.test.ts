import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { flowOf } from '../support/flows.ts';
import { openPhone } from '../support/phone.ts';
import { twilioError } from '../support/twilio.ts';
import { passTimeFor, rowsOf, statusesOf, textsOf } from './rows.ts';

const PAUSE = flowOf([
  { id: 'pause', type: 'delay', for: '9s' },
  { id: 'hello', type: 'message', text: 'Hello.' },
]);
const MINE = '+14155550132';
/** A code's, in milliseconds. */
const CODE_LIFE = 600_000;
/** In which this test lets its life pass. */
const STEP = 20_000;
const BUSY = twilioError(429, 20429, 'Too many requests');

/** A text that is about to go by REST. */
async function openSend(): Promise<TestApp> {
  const server = await startApp({ flows: PAUSE });
  await openPhone(server).text('hi');
  return server;
}

function gaps(server: TestApp): readonly number[] {
  const times = server.twilio.messages.map(({ at }) => at);
  return times.slice(1).map((at, before) => at - (times[before] ?? 0));
}

describe('a text that Twilio has no room for now', () => {
  it('is tried again after pauses that grow and differ, until it is taken', async () => {
    const server = await openSend();
    for (let time = 0; time < 3; time += 1) server.twilio.answerNext(BUSY);
    await server.clock.advance(9_000);
    await passTimeFor(server, () => statusesOf(server), ['sent'], 100);
    const [first = 0, second = 0, third = 0] = gaps(server);
    for (const [gap, least] of [
      [first, 1_000],
      [second, 2_000],
      [third, 4_000],
    ] as const) {
      expect(gap).toBeGreaterThanOrEqual(least);
      // Half as much again by chance, and the steps in which this test lets time pass.
      expect(gap).toBeLessThanOrEqual(least * 1.5 + 2_000);
    }
    expect(textsOf(server)).toMatchObject([{ repeated: null }]);
  });

  it('waits as long as Twilio says', async () => {
    const server = await openSend();
    server.twilio.answerNext({ ...BUSY, headers: { 'retry-after': '30' } });
    await server.clock.advance(9_000);
    await passTimeFor(server, () => statusesOf(server), ['sent'], 1_000);
    expect(gaps(server)[0]).toBeGreaterThanOrEqual(30_000);
  });

  it('is among the dead letters once it was tried for long enough', async () => {
    const server = await openSend();
    for (let time = 0; time < 80; time += 1) server.twilio.answerNext(BUSY);
    await passTimeFor(server, () => statusesOf(server), ['failed'], 60_000);
    expect(server.twilio.messages.length).toBeGreaterThan(3);
    expect(rowsOf(server, 'jobs')).toMatchObject([
      { kind: 'send', dead_at: expect.any(Number), error: expect.stringContaining('20429') },
    ]);
  });
});

describe('a text with a code that Twilio has no room for now', () => {
  it('is given up when its code expires, with the reason', async () => {
    const server = await startApp();
    const phone = openPhone(server);
    await phone.text('hi');
    for (let time = 0; time < 80; time += 1) server.twilio.answerNext(BUSY);
    const held = phone.text(MINE);
    await server.twilio.waitForMessage(({ to }) => to === MINE);
    await server.clock.advance(9_000);
    await held;
    const codeText = () => textsOf(server).find((row) => row['secret'] === 1);
    for (let passed = 0; passed < CODE_LIFE && codeText()?.['status'] !== 'failed'; passed += STEP) {
      await server.clock.advance(STEP);
      // Gives what Twilio answers the time to arrive.
      await server.get('/livez');
    }
    await expect.poll(() => codeText()?.['status']).toBe('failed');
    expect(codeText()?.['error']).toMatch(/code.* expire/);
    const tries = server.twilio.messages.filter(({ to }) => to === MINE);
    expect(tries.length).toBeGreaterThan(2);
    await server.clock.advance(3_600_000);
    expect(server.twilio.messages.filter(({ to }) => to === MINE)).toHaveLength(tries.length);
  });

  it('is given up at once when Twilio has room only after that', async () => {
    const server = await startApp();
    const phone = openPhone(server);
    await phone.text('hi');
    server.twilio.answerNext({ ...BUSY, headers: { 'retry-after': '600' } });
    const held = phone.text(MINE);
    await server.twilio.waitForMessage(({ to }) => to === MINE);
    await expect.poll(() => statusesOf(server)).toContain('failed');
    expect(textsOf(server).find((row) => row['status'] === 'failed')?.['error']).toContain('20429');
    await server.clock.advance(9_000);
    await held;
  });
});

describe('a text that Twilio refuses for good', () => {
  it.each([21211, 21610, 21614, 21408, 63016, 63024])(
    '(%i) is not sent again, and is among the dead letters with the code',
    async (code) => {
      const server = await openSend();
      server.twilio.answerNext(twilioError(400, code, 'refused'));
      await server.clock.advance(9_000);
      await passTimeFor(server, () => statusesOf(server), ['failed']);
      await server.clock.advance(3_600_000);
      expect(server.twilio.messages).toHaveLength(1);
      expect(rowsOf(server, 'jobs')).toMatchObject([
        { dead_at: expect.any(Number), error: expect.stringContaining(String(code)) },
      ]);
    },
  );

  it('does not hold up what others are sent', async () => {
    const server = await openSend();
    const other = openPhone(server, { number: '+14155550101' });
    await other.text('hi');
    server.twilio.answerNext(twilioError(400, 21211, 'refused'));
    await server.clock.advance(9_000);
    await passTimeFor(server, () => new Set(statusesOf(server)), new Set(['failed', 'sent']));
  });
});
