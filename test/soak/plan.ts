/**
 * What one process is said to carry: messages of people a second. Each message here brings about three webhooks, its own and two
 * delivery reports, so this is some 600 a second. The benchmark saw 2,200 a second, flat out, on a quiet machine with a fast disk
 * and an empty database; what lies between is for bursts, for slower disks, and for whatever else the machine does.
 */
const RATED_LOAD = 200;
/** The share of it that the soak runs at. */
const SHARE = 0.5;
/** Messages of a conversation on average: three, and a fourth of everybody third who mistypes the code first. */
const MESSAGES_A_TALK = 10 / 3;
export const MESSAGES_A_SECOND = RATED_LOAD * SHARE;
export const TALKS_A_SECOND = MESSAGES_A_SECOND / MESSAGES_A_TALK;

const MINUTE = 60_000;
/** Under that a slope says nothing: what is left of the start, and what the collector has not got to yet, is all that it shows. */
const LEAST_MEASURED = 20 * MINUTE;

/** When what happens, in milliseconds since the load began. */
export interface Plan {
  /** No conversation begins after that. */
  readonly end: number;
  /** The kills before the measurement, and those after it. */
  readonly kills: readonly number[];
  /** The life of one process that is measured. */
  readonly measured: { readonly from: number; readonly to: number };
  /** How far the looks at it are apart. */
  readonly every: number;
  /** The measured time is long enough for a slope to be judged. */
  readonly judgesSlope: boolean;
}

/**
 * The first quarter warms up, with three kills in its first half; then one process lives until shortly before the end, so that
 * its memory is that of one life; then come two more kills, so that the books are closed over a database of full size.
 */
export function planOf(minutes: number): Plan {
  const end = minutes * MINUTE;
  // A second kill while people still catch up after the first would try patience, not books.
  const tail = Math.max(0.03 * end, MINUTE / 1.5);
  const measured = { from: 0.25 * end, to: end - tail };
  return {
    end,
    kills: [0.04 * end, 0.08 * end, 0.12 * end, measured.to, measured.to + 0.5 * tail],
    measured,
    every: 5_000,
    judgesSlope: measured.to - measured.from >= LEAST_MEASURED,
  };
}
