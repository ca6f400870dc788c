import { and, asc, count, desc, eq, gt, gte, lt, max, ne, sql, sum } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { otpChallenges as challenges, otpCountries as countries, otpTraffic as traffic } from './schema-otp.ts';

const given = (name: string) => sql.placeholder(name);
const HOUR = 3_600_000;

/** The statements of the budgets of sends, prepared once. Whatever is asked at a send costs the same however much was sent. */
export function prepareOtpBudgets(db: NodePgDatabase) {
  return { ...prepareFull(db), ...prepareTraffic(db), ...prepareCountries(db), ...prepareUsage(db) };
}

function prepareFull(db: NodePgDatabase) {
  const newest = db.select({ number: max(challenges.number) }).from(challenges);
  return {
    nthOfPrefix: db
      .select({ at: challenges.createdAt })
      .from(challenges)
      .where(and(eq(challenges.prefix, given('prefix')), gt(challenges.createdAt, given('since'))))
      .orderBy(desc(challenges.createdAt))
      .limit(1)
      .offset(given('before'))
      .prepare('otp_budget_nthOfPrefix'),
    nthOfAll: db
      .select({ at: challenges.createdAt })
      .from(challenges)
      .where(and(eq(challenges.number, sql`(${newest}) - ${given('before')}::bigint`), gt(challenges.createdAt, given('since'))))
      .prepare('otp_budget_nthOfAll'),
    otherDestinations: db
      .select({ at: sql`max(${challenges.createdAt})`.mapWith(Number).as('at') })
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
      .prepare('otp_budget_otherDestinations'),
  };
}

function prepareTraffic(db: NodePgDatabase) {
  const hours = db
    .select({ sends: sql`sum(${traffic.sends})`.as('hourly') })
    .from(traffic)
    .where(and(eq(traffic.country, given('country')), gte(traffic.minute, given('since')), lt(traffic.minute, given('until'))))
    .groupBy(sql`${traffic.minute} / ${sql.raw(String(HOUR))}`)
    .having(sql`sum(${traffic.approved}) >= sum(${traffic.sends}) * ${given('verifiedShare')}::float8`)
    .as('hours');
  return {
    countSend: db
      .insert(traffic)
      .values({ country: given('country'), minute: given('minute'), sends: 1, approved: 0 })
      .onConflictDoUpdate({ target: [traffic.country, traffic.minute], set: { sends: sql`${traffic.sends} + 1` } })
      .prepare('otp_budget_countSend'),
    countApproval: db
      .update(traffic)
      .set({ approved: sql`approved + 1` })
      .where(and(eq(traffic.country, given('country')), eq(traffic.minute, given('minute'))))
      .prepare('otp_budget_countApproval'),
    trafficOf: db
      .select({ sends: sum(traffic.sends).mapWith(Number), approved: sum(traffic.approved).mapWith(Number) })
      .from(traffic)
      .where(and(eq(traffic.country, given('country')), gt(traffic.minute, given('since'))))
      .prepare('otp_budget_trafficOf'),
    usualHour: db
      .select({ sends: sql`avg(${hours.sends})`.mapWith(Number) })
      .from(hours)
      .prepare('otp_budget_usualHour'),
    forgetTraffic: db
      .delete(traffic)
      .where(and(eq(traffic.country, given('country')), gt(traffic.minute, given('since'))))
      .prepare('otp_budget_forgetTraffic'),
    purgeTraffic: db
      .delete(traffic)
      .where(lt(traffic.minute, given('before')))
      .prepare('otp_budget_purgeTraffic'),
  };
}

function prepareCountries(db: NodePgDatabase) {
  const row = { closedAt: given('now'), opensAt: given('opensAt'), closings: given('closings') };
  return {
    country: db
      .select()
      .from(countries)
      .where(eq(countries.country, given('country')))
      .prepare('otp_budget_country'),
    close: db
      .insert(countries)
      .values({ country: given('country'), ...row })
      .onConflictDoUpdate({
        target: countries.country,
        set: { closedAt: sql`excluded.closed_at`, opensAt: sql`excluded.opens_at`, closings: sql`excluded.closings` },
      })
      .prepare('otp_budget_close'),
    /** Opened by a person: the next closing is a first one again. */
    open: db
      .update(countries)
      .set({ opensAt: sql`${given('now')}::bigint`, closings: 0 })
      .where(and(eq(countries.country, given('country')), gt(countries.opensAt, given('now'))))
      .prepare('otp_budget_open'),
  };
}

/** For people who look, not for sends: these read all that still counts. */
function prepareUsage(db: NodePgDatabase) {
  return {
    sendsSince: db
      .select({ sends: count() })
      .from(challenges)
      .where(gt(challenges.createdAt, given('since')))
      .prepare('otp_budget_sendsSince'),
    fullPrefixes: db
      .select({ sends: count() })
      .from(challenges)
      .where(gt(challenges.createdAt, given('since')))
      .groupBy(challenges.prefix)
      .having(gte(count(), given('limit')))
      .prepare('otp_budget_fullPrefixes'),
    fullDestinations: db
      .select({ sends: count() })
      .from(challenges)
      .where(gt(challenges.createdAt, given('since')))
      .groupBy(challenges.phone)
      .having(gte(count(), given('limit')))
      .prepare('otp_budget_fullDestinations'),
    fullSenders: db
      .select({ phones: sql`count(distinct ${challenges.phone})` })
      .from(challenges)
      .where(and(gt(challenges.createdAt, given('since')), ne(challenges.contact, given('outside'))))
      .groupBy(challenges.contact)
      .having(gte(sql`count(distinct ${challenges.phone})`, given('limit')))
      .prepare('otp_budget_fullSenders'),
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
      .prepare('otp_budget_countriesNow'),
  };
}
