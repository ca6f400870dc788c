import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Clock, Random } from './ports.ts';

/** Reads a clock that people and networks may set. */
export interface Times {
  readonly wall: () => number;
  readonly monotonic: () => number;
}

/**
 * A wall time that never goes back while the process runs: set back by an hour, the machine's clock would hold up every
 * timer by an hour. Set forward, or after a sleep of the machine, it follows at once.
 */
export function steadyWall({ wall, monotonic }: Times): () => number {
  let anchorWall = wall();
  let anchorMonotonic = monotonic();
  return () => {
    const now = wall();
    const steady = anchorWall + (monotonic() - anchorMonotonic);
    if (now < steady) return Math.floor(steady);
    anchorWall = now;
    anchorMonotonic = monotonic();
    return now;
  };
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: steadyWall({ wall: () => Date.now(), monotonic: () => performance.now() }),
  monotonic: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Randomness that nobody can guess. */
export const systemRandom: Random = {
  bytes: (count) => randomBytes(count),
  below: (limit) => randomInt(limit),
  uuid: () => randomUUID(),
};
