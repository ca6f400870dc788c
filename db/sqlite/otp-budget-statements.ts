import { and, asc, count, desc, eq, gt, gte, lt, max, ne, sql, sum } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { otpChallenges as challenges, otpCountries as countries, otpTraffic as traffic } from './schema-otp.ts';

const given = (name: string) => sql.placeholder(name);
const HOUR = 3_600_000;

/** The statements of the budgets of sends, prepared once. Whatever is asked at a send costs the same however much was sent. */
export function prepareOtpBudgets(db: BetterSQLite3Database) {
  return { ...prepareFull(db), ...prepareTraffic(db), ...prepareCountries(db), ...prepareUsage(db) };
}

function prepareFull(db: BetterSQLite3Database) {
  const newest = db.select({ number: max(challenges.number) }).from(challenges);
  return {
    nthOfPrefix: db
      .select({ at: challenges.createdAt })
      .from(challenges)
      .where(and(eq(challenges.prefix, given('prefix')), gt(challenges.createdAt, given('since'))))
      .orderBy(desc(challenges.createdAt))
      .limit(1)
      .offset(given('before'))
      .prepare(),
    nthOfAll: db
      .select({ at: challenges.createdAt })
      .from(challenges)
      .where(and(eq(challenges.number, sql`(${newest}) - ${given('before')}`), gt(challenges.createdAt, given('since'))))
      .prepare(),
    otherDestinations: db
      .select({ at: sql<number>`max(${challenges.createdAt})`.as('at') })
      .from(challenges)
      .where(
        and(
          eq(challenges.contact, given('contact')),
          gt(challenges.keptUntil, given('now')),
          gt(challenges.createdAt, given('since')),
          ne(challenges.phone, given('phone')),
        ),
      )
      .groupBy(challenges.phone)
      .orderBy(asc(sql`at`))
      .prepare(),
  };
}

function prepareTraffic(db: BetterSQLite3Database) {
  const hours = db
    .select({ sends: sql<number>`sum(${traffic.sends})`.as('hourly') })
    .from(traffic)
    .where(and(eq(traffic.country, given('country')), gte(traffic.minute, given('since')), lt(traffic.minute, given('until'))))
    .groupBy(sql`${traffic.minute} / ${sql.raw(String(HOUR))}`)
    .having(sql`sum(${traffic.approved}) >= sum(${traffic.sends}) * ${given('verifiedShare')}`)
    .as('hours');
  return {
    countSend: db
      .insert(traffic)
      .values({ country: given('country'), minute: given('minute'), sends: 1, approved: 0 })
      .onConflictDoUpdate({ target: [traffic.country, traffic.minute], set: { sends: sql`sends + 1` } })
      .prepare(),
    countApproval: db
      .update(traffic)
      .set({ approved: sql`approved + 1` })
      .where(and(eq(traffic.country, given('country')), eq(traffic.minute, given('minute'))))
      .prepare(),
    trafficOf: db
      .select({ sends: sum(traffic.sends).mapWith(Number), approved: sum(traffic.approved).mapWith(Number) })
      .from(traffic)
      .where(and(eq(traffic.country, given('country')), gt(traffic.minute, given('since'))))
      .prepare(),
    usualHour: db
      .select({ sends: sql<number | null>`avg(${hours.sends})` })
      .from(hours)
      .prepare(),
    forgetTraffic: db
      .delete(traffic)
      .where(and(eq(traffic.country, given('country')), gt(traffic.minute, given('since'))))
      .prepare(),
    purgeTraffic: db
      .delete(traffic)
      .where(lt(traffic.minute, given('before')))
      .prepare(),
  };
}

function prepareCountries(db: BetterSQLite3Database) {
  const row = { closedAt: given('now'), opensAt: given('opensAt'), closings: given('closings') };
  return {
    country: db
      .select()
      .from(countries)
      .where(eq(countries.country, given('country')))
      .prepare(),
    close: db
      .insert(countries)
      .values({ country: given('country'), ...row })
      .onConflictDoUpdate({
        target: countries.country,
        set: { closedAt: sql`excluded.closed_at`, opensAt: sql`excluded.opens_at`, closings: sql`excluded.closings` },
      })
      .prepare(),
    /** Opened by a person: the next closing is a first one again. */
    open: db
      .update(countries)
      .set({ opensAt: sql`${given('now')}`, closings: 0 })
      .where(and(eq(countries.country, given('country')), gt(countries.opensAt, given('now'))))
      .prepare(),
  };
}

/** For people who look, not for sends: these read all that still counts. */
function prepareUsage(db: BetterSQLite3Database) {
  return {
    sendsSince: db
      .select({ sends: count() })
      .from(challenges)
      .where(gt(challenges.createdAt, given('since')))
      .prepare(),
    fullPrefixes: db
      .select({ sends: count() })
      .from(challenges)
      .where(gt(challenges.createdAt, given('since')))
      .groupBy(challenges.prefix)
      .having(gte(count(), given('limit')))
      .prepare(),
    fullDestinations: db
      .select({ sends: count() })
      .from(challenges)
      .where(gt(challenges.createdAt, given('since')))
      .groupBy(challenges.phone)
      .having(gte(count(), given('limit')))
      .prepare(),
    fullSenders: db
      .select({ phones: sql`count(distinct ${challenges.phone})` })
      .from(challenges)
      .where(and(gt(challenges.createdAt, given('since')), ne(challenges.contact, given('outside'))))
      .groupBy(challenges.contact)
      .having(gte(sql`count(distinct ${challenges.phone})`, given('limit')))
      .prepare(),
    countriesNow: db
      .select({ country: traffic.country })
      .from(traffic)
      .where(gt(traffic.minute, given('since')))
      .union(
        db
          .select({ country: countries.country })
          .from(countries)
          .where(gt(countries.opensAt, given('now'))),
      )
      .orderBy(asc(sql`country`))
      .prepare(),
  };
}
