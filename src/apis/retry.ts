import type { Api, RetryOn } from '../engine/api.ts';
import type { Clock, Random } from '../runtime/ports.ts';
import type { Attempt } from './attempt.ts';

const FIRST_WAIT = 200;

/** True when an API's `retry` names what an attempt came to. A connection lost in the middle of an answer is not repeated. */
export function mayRepeat(on: readonly RetryOn[], attempt: Attempt): boolean {
  if (attempt.as === 'answer') {
    const { status } = attempt;
    return on.some((one) => one === status || one === `${Math.floor(status / 100)}xx`);
  }
  if (attempt.failure === 'network') return !attempt.begun && on.includes('network');
  return attempt.failure === 'timeout' && on.includes('timeout');
}

/**
 * Milliseconds to wait before the next attempt: 200 ms, doubling, less up to half of it by chance, and never before
 * `Retry-After`. Null when the wait would not end within `remaining` milliseconds.
 */
export function waitBefore(options: {
  readonly attempt: Attempt;
  /** How many attempts have been made. */
  readonly made: number;
  readonly remaining: number;
  readonly clock: Clock;
  readonly random: Random;
}): number | null {
  const { attempt, made, remaining, clock, random } = options;
  const full = FIRST_WAIT * 2 ** (made - 1);
  const backoff = full - random.below(full / 2 + 1);
  const asked = attempt.as === 'answer' ? readRetryAfter(attempt.headers['retry-after'], clock.now()) : 0;
  const wait = Math.max(backoff, asked);
  return wait < remaining ? wait : null;
}

/** Milliseconds that a `Retry-After` asks for, in its form of seconds or of a date; 0 when there is none to be read. */
export function readRetryAfter(header: string | undefined, now: number): number {
  if (header === undefined) return 0;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const until = Date.parse(text);
  return Number.isNaN(until) ? 0 : Math.max(0, until - now);
}

/**
 * How many of the `remaining` milliseconds an attempt may use, null for all. Where a slow attempt is to be repeated it
 * gets two thirds, so that there is time left for the next one.
 */
export function shareOf(retry: Api['retry'], made: number, remaining: number): number | null {
  const another = made + 1 < retry.attempts && retry.on.includes('timeout');
  return another ? Math.ceil((remaining * 2) / 3) : null;
}
