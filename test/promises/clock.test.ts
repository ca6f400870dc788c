import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Clock } from '../../src/runtime/ports.ts';
import { steadyWall } from '../../src/runtime/system.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { ManualClock } from '../support/clock.ts';
import type { FlowFiles } from '../support/config.ts';
import { flowOf } from '../support/flows.ts';
import { openPhone } from '../support/phone.ts';
import { passTimeFor, statusesOf } from './rows.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const PAUSE = flowOf([
  { id: 'pause', type: 'delay', for: '10m' },
  { id: 'hello', type: 'message', text: 'Hello.' },
]);
const LONG_PAUSE = flowOf([
  { id: 'pause', type: 'delay', for: '9s' },
  { id: 'hello', type: 'message', text: 'Hello.' },
]);
const SHORT_PAUSE = flowOf([
  { id: 'pause', type: 'delay', for: '5s' },
  { id: 'hello', type: 'message', text: 'Hello.' },
]);

/** The machine's clock as the server reads it: wall time that somebody may set, and time that only passes. */
class MachineClock extends ManualClock {
  readonly #steady = steadyWall({ wall: () => super.now(), monotonic: () => this.monotonic() });

  override now(): number {
    return this.#steady();
  }

  /** Somebody sets the clock, or summer time ends. */
  jump(ms: number): void {
    this.setWall(super.now() + ms);
  }
}

interface Scene {
  readonly server: TestApp;
  readonly clock: MachineClock;
}

async function openScene(flows: FlowFiles = PAUSE): Promise<Scene> {
  const clock = new MachineClock();
  return { server: await startApp({ flows, clock }), clock };
}

/** How long the text took to come, in time that passed. */
async function waitFor(server: TestApp, clock: Clock): Promise<number> {
  const began = clock.monotonic();
  await passTimeFor(server, () => statusesOf(server), ['sent'], 10_000);
  return clock.monotonic() - began;
}

it('a pause that begins after the clock was set forward is not late because a longer one is under way', async () => {
  const pauseOf = (length: string, trigger: object) => ({
    trigger,
    steps: [
      { id: 'pause', type: 'delay', for: length },
      { id: 'hello', type: 'message', text: 'Hello.' },
    ],
  });
  const flows = { 'long.json': pauseOf('10m', { keywords: ['long'] }), 'short.json': pauseOf('9s', { default: true }) };
  const { server, clock } = await openScene(flows);
  await openPhone(server).text('long');
  clock.jump(HOUR);
  await openPhone(server, { number: '+14155550177' }).text('hi');
  await clock.advance(10_000);
  await expect.poll(() => statusesOf(server)).toEqual(['sent', 'sent']);
});

describe('a pause of ten minutes', () => {
  it('lasts ten minutes when the clock is set back by an hour', async () => {
    const { server, clock } = await openScene();
    await openPhone(server).text('hi');
    clock.jump(-HOUR);
    await clock.advance(10 * MINUTE - 30_000);
    expect(statusesOf(server)).toEqual([]);
    expect(await waitFor(server, clock)).toBeLessThan(2 * MINUTE);
  });

  it('is over within a minute when the clock is set forward by an hour', async () => {
    const { server, clock } = await openScene();
    await openPhone(server).text('hi');
    clock.jump(HOUR);
    expect(await waitFor(server, clock)).toBeLessThan(2 * MINUTE);
  });

  it('that begins after the clock was set lasts ten minutes as well', async () => {
    const { server, clock } = await openScene();
    clock.jump(-HOUR);
    await openPhone(server).text('hi');
    await clock.advance(10 * MINUTE - 30_000);
    expect(statusesOf(server)).toEqual([]);
    expect(await waitFor(server, clock)).toBeLessThan(2 * MINUTE);
  });
});

describe('texts that go by REST', () => {
  it.each([-HOUR, HOUR])('go on leaving, each once, when the clock of the machine moves by %i ms', async (ms) => {
    let moved = 0;
    vi.spyOn(Date, 'now').mockImplementation(() => Math.floor(performance.timeOrigin + performance.now()) + moved);
    onTestFinished(() => void vi.restoreAllMocks());
    const server = await startApp({ flows: LONG_PAUSE, env: { SEND_RATE: '10' } });
    const phones = Array.from({ length: 8 }, (_, at) => openPhone(server, { number: `+1415555010${at}` }));
    await Promise.all(phones.map((phone) => phone.text('hi')));
    await server.clock.advance(9_000);
    await server.twilio.waitForMessage(() => true);
    moved = ms;
    await passTimeFor(
      server,
      () => statusesOf(server),
      phones.map(() => 'sent'),
    );
    expect(phones.map(({ inbox }) => inbox)).toEqual(phones.map(() => ['Hello.']));
  });
});

describe('a machine that has slept for an hour', () => {
  it('does within a minute what was due meanwhile, and keeps the order of texts', async () => {
    const { server, clock } = await openScene(
      flowOf([
        { id: 'pause', type: 'delay', for: '10m' },
        { id: 'one', type: 'message', text: 'One.' },
        { id: 'again', type: 'delay', for: '10m' },
        { id: 'two', type: 'message', text: 'Two.' },
      ]),
    );
    const phone = openPhone(server);
    await phone.text('hi');
    // Timers and the monotonic clock stand still meanwhile; the wall clock does not.
    clock.jump(HOUR);
    expect(await waitFor(server, clock)).toBeLessThan(2 * MINUTE);
    expect(phone.inbox).toEqual(['One.']);
    await clock.advance(10 * MINUTE - 30_000);
    expect(phone.inbox).toEqual(['One.']);
    await passTimeFor(server, () => phone.inbox, ['One.', 'Two.'], 10_000);
  });
});

describe('a webhook that is held', () => {
  it.each([-HOUR, HOUR])('for a pause is answered within its budget when the clock moves by %i ms', async (ms) => {
    const { server, clock } = await openScene(SHORT_PAUSE);
    const held = openPhone(server).text('hi');
    await clock.untilTimer(5_000);
    clock.jump(ms);
    await clock.advance(8_000);
    expect(await held).toMatchObject({ status: 200, texts: ['Hello.'] });
    expect((await held).ms).toBeLessThanOrEqual(8_000);
  });
});
