import type { Attributes } from '../../engine/value.ts';
import type { Here } from './memory.ts';
import { providerOf } from './providers/index.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The wall times of the codes that other services sent for this person in the last day. Kept for later conversations. */
export const SENT_AT = 'verify_sent_at';

/** So many codes a person may have other services send, to whichever numbers: this server's own one counts for itself. */
const RATES = [
  { sends: 5, per: 10 * MINUTE },
  { sends: 10, per: DAY },
] as const;

/** Milliseconds until this person may have another code sent; 0 when that is now. */
export function waitForRoom(here: Here): number {
  const times = recentSends(here);
  const roomAt = RATES.map(({ sends, per }) => (times.at(-sends) ?? Number.NEGATIVE_INFINITY) + per);
  return Math.max(0, ...roomAt.map((at) => at - here.context.now));
}

/** What to set after a code was sent, or may have been. */
export function countSend(here: Here): Attributes {
  if (providerOf(here.config).keepsBudgets) return {};
  return { [SENT_AT]: [...recentSends(here), here.context.now] };
}

function recentSends({ config, context }: Here): readonly number[] {
  const kept = context.scope.attributes[SENT_AT];
  if (providerOf(config).keepsBudgets || !Array.isArray(kept)) return [];
  return kept.filter((at): at is number => typeof at === 'number' && at > context.now - DAY);
}
