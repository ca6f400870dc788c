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
import { one } from './transactions.ts';
import { prepareOtpBudgets } from './otp-budget-statements.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Longer than any usual hour is looked back for. */
const TRAFFIC_KEPT = 8 * DAY;

type Budgets = Pick<SendHistory, 'otherDestinations' | 'prefixFullBy' | 'allFullBy' | 'traffic'>;

/** What was sent to whom, as far as the budgets count it. To be run in a transaction. */
export class OtpBudgets {
  readonly #statements: ReturnType<typeof prepareOtpBudgets>;

  constructor({ db }: OpenDatabase) {
    this.#statements = prepareOtpBudgets(db);
  }

  async read({ challenge, now, counts, hasContact }: ReserveRequest): Promise<Budgets> {
    const { nthOfPrefix, nthOfAll, otherDestinations } = this.#statements;
    const since = now - HOUR;
    const { contact, phone, prefix, country } = challenge;
    const others = hasContact ? await otherDestinations.execute({ contact, phone, now, since: now - DAY }) : [];
    return {
      otherDestinations: others.map(({ at }) => at),
      prefixFullBy: (await one(nthOfPrefix, { prefix, since, before: counts.perPrefix - 1 }))?.at ?? null,
      allFullBy: (await one(nthOfAll, { since, before: counts.all - 1 }))?.at ?? null,
      traffic: await this.#traffic(country, counts, now),
    };
  }

  async countSend({ country }: NewChallenge, now: number): Promise<void> {
    await this.#statements.countSend.execute({ country, minute: minuteOf(now) });
  }

  /** The code that was sent to a country at that time was verified. */
  async countApproval(country: string, sentAt: number): Promise<void> {
    await this.#statements.countApproval.execute({ country, minute: minuteOf(sentAt) });
  }

  async close(country: string, { opensAt, closings }: NonNullable<Judgement['closes']>, now: number): Promise<void> {
    await this.#statements.close.execute({ country, opensAt, closings, now });
  }

  async open(country: string, now: number): Promise<boolean> {
    if (!(await this.#statements.open.execute({ country, now })).rowCount) return false;
    // Lest what closed it closes it again at once.
    await this.#statements.forgetTraffic.execute({ country, since: now - HOUR });
    return true;
  }

  async usage({ now, counts, outside, perDestination, perSender }: Parameters<OtpStore['readUsage']>[0]): Promise<OtpUsage> {
    const { sendsSince, fullPrefixes, fullDestinations, fullSenders, countriesNow } = this.#statements;
    const lastHour = { since: now - HOUR };
    const lastDay = { since: now - DAY };
    const countries: CountryTraffic[] = [];
    for (const { country } of await countriesNow.execute({ ...lastHour, now })) {
      countries.push(await this.#traffic(country, counts, now));
    }
    return {
      sends: (await one(sendsSince, lastHour))?.sends ?? 0,
      destinationsFull: (await fullDestinations.execute({ ...lastDay, limit: perDestination })).length,
      sendersFull: (await fullSenders.execute({ ...lastDay, outside, limit: perSender })).length,
      prefixesFull: (await fullPrefixes.execute({ ...lastHour, limit: counts.perPrefix })).length,
      countries,
    };
  }

  async purge(before: number): Promise<number> {
    return (await this.#statements.purgeTraffic.execute({ before: before - TRAFFIC_KEPT })).rowCount ?? 0;
  }

  async #traffic(country: string, counts: SendCounts, now: number): Promise<CountryTraffic> {
    const closed = await one(this.#statements.country, { country });
    const lastHour = await one(this.#statements.trafficOf, { country, since: now - HOUR });
    const { sends, approved } = lastHour?.sends ? lastHour : { sends: 0, approved: 0 };
    const { usualWithin, verifiedShare } = counts;
    const within = { country, since: now - usualWithin, until: now - HOUR, verifiedShare };
    return {
      country,
      sends,
      approved,
      usual: sends >= counts.toJudge ? ((await one(this.#statements.usualHour, within))?.sends ?? 0) : null,
      closings: closed?.closings ?? 0,
      closedAt: closed?.closedAt ?? null,
      opensAt: closed?.opensAt ?? null,
    };
  }
}

function minuteOf(at: number): number {
  return at - (at % MINUTE);
}
