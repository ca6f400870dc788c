import { DAY, HOUR } from './policy.ts';

// Texts pumping: somebody has codes sent to numbers that earn them money, and never types one. Pure; times are milliseconds.

/** So many texts in an hour are looked at at all. */
export const SENDS_TO_JUDGE = 200;
/** Of which at least this part is verified where people ask for them. */
export const VERIFIED_SHARE = 0.1;
const TIMES_USUAL = 3;
/** How far back the usual hour is looked for. */
export const USUAL_WITHIN = 7 * DAY;

interface Traffic {
  readonly sends: number;
  readonly approved: number;
  readonly usual: number | null;
  readonly closings: number;
  readonly opensAt: number | null;
}

/** A country that is closed, and the number of times in a row. */
export interface Closing {
  readonly opensAt: number;
  readonly closings: number;
}

/**
 * Whether a country is to be closed, judged before each send. It stays so for an hour, and twice as long each time that
 * it comes to it again within a day of opening, a day at most.
 */
export function judgeCountry(traffic: Traffic, now: number): Closing | null {
  const { sends, approved, usual } = traffic;
  if (traffic.opensAt !== null && traffic.opensAt > now) return null;
  if (sends < SENDS_TO_JUDGE || approved >= sends * VERIFIED_SHARE || sends < (usual ?? 0) * TIMES_USUAL) return null;
  const isAgain = traffic.opensAt !== null && now - traffic.opensAt < DAY;
  const closings = isAgain ? traffic.closings + 1 : 1;
  return { opensAt: now + Math.min(HOUR * 2 ** (closings - 1), DAY), closings };
}
