import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SkippableClock } from './skippable-clock.ts';

const START = Date.UTC(2027, 0, 15, 8);

// The machine's own clock stands still, so that only what the test lets pass has passed.
beforeEach(() => {
  vi.useFakeTimers({ now: START, toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

test('goes with the machine until time is skipped, and ahead of it from then on', () => {
  const clock = new SkippableClock();
  const began = clock.monotonic();
  vi.advanceTimersByTime(500);
  expect(clock.now()).toBe(START + 500);
  clock.skip(60_000);
  expect(clock.now()).toBe(START + 60_500);
  expect(clock.monotonic() - began).toBe(60_500);
});

test('a timer runs once, when its time has passed by itself', () => {
  const clock = new SkippableClock();
  const ran: string[] = [];
  clock.after(1000, () => ran.push('a'));
  vi.advanceTimersByTime(999);
  expect(ran).toEqual([]);
  vi.advanceTimersByTime(1);
  vi.advanceTimersByTime(5000);
  expect(ran).toEqual(['a']);
});

test('skipped time makes what was due run at once, in the order in which it was due', () => {
  const clock = new SkippableClock();
  const ran: string[] = [];
  clock.after(3000, () => ran.push('c'));
  clock.after(1000, () => ran.push('a'));
  clock.after(2000, () => ran.push('b'));
  clock.after(60_000, () => ran.push('later'));
  clock.skip(10_000);
  vi.advanceTimersByTime(0);
  expect(ran).toEqual(['a', 'b', 'c']);
  vi.advanceTimersByTime(49_999);
  expect(ran).toHaveLength(3);
  vi.advanceTimersByTime(1);
  expect(ran.at(-1)).toBe('later');
});

test('a cancelled timer does not run, even when another one cancels it at the last moment', () => {
  const clock = new SkippableClock();
  const ran: string[] = [];
  const cancelB = clock.after(2000, () => ran.push('b'));
  clock.after(1000, () => {
    ran.push('a');
    cancelB();
  });
  clock.after(500, () => ran.push('gone'))();
  clock.skip(5000);
  vi.advanceTimersByTime(10_000);
  expect(ran).toEqual(['a']);
});

test('a timer set by a timer runs in its own time', () => {
  const clock = new SkippableClock();
  const ran: number[] = [];
  clock.after(1000, () => void clock.after(1000, () => ran.push(clock.now() - START)));
  vi.advanceTimersByTime(2000);
  expect(ran).toEqual([2000]);
});

test('keeps no process alive once every timer is cancelled', () => {
  const clock = new SkippableClock();
  const cancel = [clock.after(60_000, () => {}), clock.after(1000, () => {})];
  expect(vi.getTimerCount()).toBe(1);
  for (const one of cancel) one();
  expect(vi.getTimerCount()).toBe(0);
});
