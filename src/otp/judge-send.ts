import type { CountryTraffic, Judgement, SendHistory } from '../runtime/otp-store.ts';
import type { Logger } from '../runtime/ports.ts';
import { tooManySends } from './answers.ts';
import { nextSendAt } from './policy.ts';
import { judgeCountry } from './pumping.ts';

/** Decides about one send by all budgets; `raiseAlarm` is for afterwards, when what was decided is on disk. */
export function createJudge(now: number): {
  readonly decide: (history: SendHistory) => Judgement;
  readonly raiseAlarm: (logger: Logger) => void;
} {
  let closed: (CountryTraffic & { readonly opensAt: number }) | null = null;
  return {
    decide: (history) => {
      const closes = judgeCountry(history.traffic, now);
      closed = closes && { ...history.traffic, ...closes };
      const opensAt = closes?.opensAt ?? history.traffic.opensAt ?? 0;
      const wait = Math.max(opensAt, nextSendAt(history, now)) - now;
      return { refusal: wait > 0 ? tooManySends(wait) : null, closes };
    },
    raiseAlarm: (logger) => {
      if (closed === null) return;
      const { country, sends, approved, usual, opensAt } = closed;
      logger.error({ country, sends, approved, usual, closedFor: Math.round((opensAt - now) / 1000) }, ALARM);
    },
  };
}

const ALARM =
  'Codes go to this country and hardly one is typed, so somebody may earn money with the texts: it gets none for a while. Look who asks for them; POST /api/v1/otp/countries/<country>/open opens it at once';
