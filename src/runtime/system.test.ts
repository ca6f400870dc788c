import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { steadyWall, systemClock } from './system.ts';

const START = Date.UTC(2027, 0, 15, 8);
const HOUR = 3_600_000;

/** A machine whose clocks the test moves. */
function machine() {
  const times = { wall: START, monotonic: 0 };
  const now = steadyWall({ wall: () => times.wall, monotonic: () => times.monotonic });
  const pass = (ms: number) => {
    times.wall += ms;
    times.monotonic += ms;
  };
  return { times, now, pass };
}

describe('the wall time', () => {
  test('is that of the machine while nobody touches its clock', () => {
    const { now, pass } = machine();
    expect(now()).toBe(START);
    pass(1_500);
    expect(now()).toBe(START + 1_500);
  });

  test('goes on as if nothing had been when the clock is set back by an hour', () => {
    const { times, now, pass } = machine();
    pass(1_000);
    now();
    times.wall -= HOUR;
    expect(now()).toBe(START + 1_000);
    pass(5_000);
    expect(now()).toBe(START + 6_000);
  });

  test('is that of the machine again once its clock has caught up', () => {
    const { times, now, pass } = machine();
    times.wall -= HOUR;
    pass(HOUR);
    times.wall += HOUR + 7;
    expect(now()).toBe(START + HOUR + 7);
    pass(3);
    expect(now()).toBe(START + HOUR + 10);
  });

  test('follows at once when the clock is set forward, or the machine has slept', () => {
    const { times, now, pass } = machine();
    times.wall += HOUR;
    expect(now()).toBe(START + HOUR);
    pass(10);
    expect(now()).toBe(START + HOUR + 10);
  });

  test('is whole milliseconds also while it goes by the finer clock', () => {
    const { times, now } = machine();
    times.wall -= HOUR;
    times.monotonic += 0.75;
    expect(now()).toBe(START);
    times.monotonic += 0.5;
    expect(now()).toBe(START + 1);
  });

  test('never goes back, whatever is done to the clock, and is never behind it', () => {
    const moves = fc.array(
      fc.record({ set: fc.integer({ min: -HOUR, max: HOUR }), passes: fc.double({ min: 0, max: 1e6, noNaN: true }) }),
    );
    fc.assert(
      fc.property(moves, (all) => {
        const { times, now } = machine();
        let last = now();
        for (const { set, passes } of all) {
          times.monotonic += passes;
          times.wall += Math.round(passes) + set;
          const next = now();
          expect(next).toBeGreaterThanOrEqual(Math.max(last, times.wall));
          last = next;
        }
      }),
    );
  });
});

describe('a timer of the system', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test('runs once, when its time is over, and not when it was cancelled', () => {
    vi.useFakeTimers();
    const ran: string[] = [];
    systemClock.after(1_000, () => ran.push('kept'));
    const cancel = systemClock.after(500, () => ran.push('cancelled'));
    vi.advanceTimersByTime(400);
    cancel();
    vi.advanceTimersByTime(599);
    expect(ran).toEqual([]);
    vi.advanceTimersByTime(5_000);
    expect(ran).toEqual(['kept']);
  });
});
