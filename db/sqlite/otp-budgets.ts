import type {
  CountryTraffic,
  Judgement,
  NewChallenge,
  OtpStore,
  OtpUsage,
  ReserveRequest,
  SendCounts,
  SendHistory,
} from '../../src/runtime/otp-store.ts';
import type { OpenDatabase } from './open-database.ts';
import { prepareOtpBudgets } from './otp-budget-statements.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Longer than any usual hour is looked back for. */
const TRAFFIC_KEPT = 8 * DAY;

type Budgets = Pick<SendHistory, 'otherDestinations' | 'prefixFullBy' | 'allFullBy' | 'traffic'>;

/** What was sent to whom, as far as the budgets count it. All synchronous, to be run in a transaction. */
export class OtpBudgets {
  readonly #statements: ReturnType<typeof prepareOtpBudgets>;

  constructor({ db }: OpenDatabase) {
    this.#statements = prepareOtpBudgets(db);
  }

  read({ challenge, now, counts, hasContact }: ReserveRequest): Budgets {
    const { nthOfPrefix, nthOfAll, otherDestinations } = this.#statements;
    const since = now - HOUR;
    const { contact, phone, prefix, country } = challenge;
    const others = hasContact ? otherDestinations.all({ contact, phone, now, since: now - DAY }) : [];
    return {
      otherDestinations: others.map(({ at }) => at),
      prefixFullBy: nthOfPrefix.get({ prefix, since, before: counts.perPrefix - 1 })?.at ?? null,
      allFullBy: nthOfAll.get({ since, before: counts.all - 1 })?.at ?? null,
      traffic: this.#traffic(country, counts, now),
    };
  }

  countSend({ country }: NewChallenge, now: number): void {
    this.#statements.countSend.run({ country, minute: minuteOf(now) });
  }

  /** The code that was sent to a country at that time was verified. */
  countApproval(country: string, sentAt: number): void {
    this.#statements.countApproval.run({ country, minute: minuteOf(sentAt) });
  }

  close(country: string, { opensAt, closings }: NonNullable<Judgement['closes']>, now: number): void {
    this.#statements.close.run({ country, opensAt, closings, now });
  }

  open(country: string, now: number): boolean {
    if (this.#statements.open.run({ country, now }).changes === 0) return false;
    // Lest what closed it closes it again at once.
    this.#statements.forgetTraffic.run({ country, since: now - HOUR });
    return true;
  }

  usage({ now, counts, outside, perDestination, perSender }: Parameters<OtpStore['readUsage']>[0]): OtpUsage {
    const { sendsSince, fullPrefixes, fullDestinations, fullSenders, countriesNow } = this.#statements;
    const lastHour = { since: now - HOUR };
    const lastDay = { since: now - DAY };
    return {
      sends: sendsSince.get(lastHour)?.sends ?? 0,
      destinationsFull: fullDestinations.all({ ...lastDay, limit: perDestination }).length,
      sendersFull: fullSenders.all({ ...lastDay, outside, limit: perSender }).length,
      prefixesFull: fullPrefixes.all({ ...lastHour, limit: counts.perPrefix }).length,
      countries: countriesNow.all({ ...lastHour, now }).map(({ country }) => this.#traffic(country, counts, now)),
    };
  }

  purge(before: number): number {
    return this.#statements.purgeTraffic.run({ before: before - TRAFFIC_KEPT }).changes;
  }

  #traffic(country: string, counts: SendCounts, now: number): CountryTraffic {
    const closed = this.#statements.country.get({ country });
    const lastHour = this.#statements.trafficOf.get({ country, since: now - HOUR });
    const { sends, approved } = lastHour?.sends ? lastHour : { sends: 0, approved: 0 };
    const { usualWithin, verifiedShare } = counts;
    const within = { country, since: now - usualWithin, until: now - HOUR, verifiedShare };
    return {
      country,
      sends,
      approved,
      usual: sends >= counts.toJudge ? (this.#statements.usualHour.get(within)?.sends ?? 0) : null,
      closings: closed?.closings ?? 0,
      closedAt: closed?.closedAt ?? null,
      opensAt: closed?.opensAt ?? null,
    };
  }
}

function minuteOf(at: number): number {
  return at - (at % MINUTE);
}
