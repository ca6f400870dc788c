import type { ApiFailure } from '../engine/api.ts';
import type { Clock } from '../runtime/ports.ts';
import type { Deadline, Ended } from './deadline.ts';

/** An answer as it came: decoded text, header names in lower case. */
export interface Answer {
  readonly as: 'answer';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** An attempt without a usable answer. `begun` is true when the far side had begun to answer, `status` what it had said by then. */
export interface Failed {
  readonly as: 'failed';
  readonly failure: ApiFailure;
  readonly reason: string;
  readonly begun: boolean;
  readonly status: number | null;
}

/** What one attempt at a call gave. */
export type Attempt = Answer | Failed;

/** Starts an attempt that will call `settle` once; the returned function gives the attempt up. */
export type Begin = (settle: (attempt: Attempt) => void) => () => void;

/** Runs one attempt until it settles, its own `share` (milliseconds, null for none) is used up, or the deadline ends. */
export function runAttempt(options: {
  readonly begin: Begin;
  readonly deadline: Deadline;
  readonly clock: Clock;
  readonly share: number | null;
}): Promise<Attempt> {
  const { begin, deadline, clock, share } = options;
  return new Promise((resolve) => {
    let settled = false;
    const settle = (attempt: Attempt) => {
      if (settled) return;
      settled = true;
      unwatch();
      cancelShare?.();
      resolve(attempt);
    };
    const abandon = (why: Ended) => {
      settle(endedAttempt(why));
      stop();
    };
    const unwatch = deadline.watch(abandon);
    const cancelShare = share === null ? null : clock.after(share, () => abandon('timeout'));
    const stop = begin(settle);
  });
}

/** The attempt that a deadline or a shutdown cut off. */
export function endedAttempt(why: Ended): Failed {
  const reason =
    why === 'timeout'
      ? 'No answer came in time. The API is slow or down: try again later, or give it a longer "timeout".'
      : 'The call was cut off because the server is stopping. It is made again if "retry" names "interrupted".';
  return failed(why, reason);
}

/** An attempt that failed, before anything of an answer came unless `seen` says otherwise. */
export function failed(failure: ApiFailure, reason: string, seen: { readonly status: number } | null = null): Failed {
  return { as: 'failed', failure, reason, begun: seen !== null, status: seen?.status ?? null };
}
