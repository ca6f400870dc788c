import type { SendCounts } from '../runtime/otp-store.ts';
import { SENDS_PER_PREFIX } from './policy.ts';
import { SENDS_TO_JUDGE, USUAL_WITHIN, VERIFIED_SHARE } from './pumping.ts';

/** What the store is to count up to, for each budget. */
export function countsOf(limits: { readonly sendsPerHour: number }): SendCounts {
  return {
    perPrefix: SENDS_PER_PREFIX,
    all: limits.sendsPerHour,
    toJudge: SENDS_TO_JUDGE,
    verifiedShare: VERIFIED_SHARE,
    usualWithin: USUAL_WITHIN,
  };
}
