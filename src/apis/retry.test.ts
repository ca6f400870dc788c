import { expect, test } from 'vitest';
import { type Attempt, failed } from './attempt.ts';
import { mayRepeat, readRetryAfter, shareOf, waitBefore } from './retry.ts';
import { HandClock, noChance } from '../../test/support/api-kit.ts';

const answer = (status: number, headers: Record<string, string> = {}): Attempt => ({ as: 'answer', status, headers, text: '' });

test('repeats what "on" names: a class of failure, a status, a class of statuses', () => {
  expect(mayRepeat(['network'], failed('network', ''))).toBe(true);
  expect(mayRepeat(['timeout'], failed('timeout', ''))).toBe(true);
  expect(mayRepeat([429], answer(429))).toBe(true);
  expect(mayRepeat(['5xx'], answer(503))).toBe(true);
});

test('repeats nothing that "on" does not name', () => {
  expect(mayRepeat(['timeout', 429, '5xx'], failed('network', ''))).toBe(false);
  expect(mayRepeat(['network'], failed('timeout', ''))).toBe(false);
  expect(mayRepeat(['5xx', 429], answer(404))).toBe(false);
  expect(mayRepeat(['network', 'timeout', '5xx'], failed('refused', ''))).toBe(false);
});

test('does not repeat a call whose answer broke off', () => {
  expect(mayRepeat(['network'], failed('network', '', { status: 200 }))).toBe(false);
});

test('waits 200 ms, doubling, less up to half by chance', () => {
  const clock = new HandClock();
  const wait = (made: number, chance: number) =>
    waitBefore({
      attempt: answer(503),
      made,
      remaining: 60_000,
      clock,
      random: { ...noChance, below: (limit) => Math.floor(chance * limit) },
    });
  expect([1, 2, 3, 4].map((made) => wait(made, 0))).toEqual([200, 400, 800, 1_600]);
  expect([1, 2, 3, 4].map((made) => wait(made, 0.999))).toEqual([100, 200, 400, 800]);
});

test('never comes back before Retry-After, and gives up where that is too late', () => {
  const clock = new HandClock();
  const options = { attempt: answer(429, { 'retry-after': '2' }), made: 1, clock, random: noChance };
  expect(waitBefore({ ...options, remaining: 5_000 })).toBe(2_000);
  expect(waitBefore({ ...options, remaining: 1_500 })).toBeNull();
});

test('reads Retry-After as seconds or as a date, and ignores what is neither', () => {
  const now = Date.UTC(2026, 0, 1, 12, 0, 0);
  expect(readRetryAfter('3', now)).toBe(3_000);
  expect(readRetryAfter('Thu, 01 Jan 2026 12:00:05 GMT', now)).toBe(5_000);
  expect(readRetryAfter('Thu, 01 Jan 2026 11:00:00 GMT', now)).toBe(0);
  expect(readRetryAfter('soon', now)).toBe(0);
  expect(readRetryAfter(undefined, now)).toBe(0);
});

test('leaves time for another attempt only where a slow one is repeated', () => {
  expect(shareOf({ attempts: 2, on: ['timeout'] }, 0, 900)).toBe(600);
  expect(shareOf({ attempts: 2, on: ['timeout'] }, 1, 300)).toBeNull();
  expect(shareOf({ attempts: 2, on: ['network'] }, 0, 900)).toBeNull();
});
