import { and, asc, eq, gt, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { alias } from 'drizzle-orm/sqlite-core';
import { otpCalls as calls, otpChallenges as challenges } from './schema-otp.ts';

const given = (name: string) => sql.placeholder(name);

/** All statements of the OTP store, prepared once. */
export function prepareOtp(db: BetterSQLite3Database) {
  return { ...prepareSends(db), ...prepareChecks(db), ...prepareCalls(db), ...preparePurge(db) };
}

export type OtpStatements = ReturnType<typeof prepareOtp>;

function prepareSends(db: BetterSQLite3Database) {
  return {
    sendsToPhone: db
      .select({
        at: challenges.createdAt,
        approvedAt: challenges.approvedAt,
        contact: challenges.contact,
        pausedUntil: challenges.pausedUntil,
      })
      .from(challenges)
      .where(and(eq(challenges.phone, given('phone')), gt(challenges.keptUntil, given('now'))))
      .orderBy(asc(challenges.createdAt))
      .prepare(),
    replaceOlder: db
      .update(challenges)
      .set({ replacedAt: sql`${given('now')}` })
      .where(
        and(
          eq(challenges.phone, given('phone')),
          gt(challenges.keptUntil, given('now')),
          // The plus keeps this off the contact's index: callers from outside are one contact with many rows.
          sql`+${challenges.contact} = ${given('contact')}`,
          isNull(challenges.replacedAt),
          isNull(challenges.approvedAt),
        ),
      )
      .prepare(),
    insertChallenge: db
      .insert(challenges)
      .values({
        id: given('id'),
        phone: given('phone'),
        contact: given('contact'),
        prefix: given('prefix'),
        country: given('country'),
        code: given('code'),
        checks: 0,
        createdAt: given('now'),
        expiresAt: given('expiresAt'),
        keptUntil: given('keptUntil'),
      })
      .prepare(),
  };
}

function prepareChecks(db: BetterSQLite3Database) {
  const failed = sql<number>`${challenges.checks} - (${challenges.approvedAt} is not null)`.mapWith(Number);
  const failures = (owner: SQL | undefined) =>
    db
      .select({ failed, countedUntil: challenges.keptUntil })
      .from(challenges)
      .where(and(owner, gt(challenges.checks, 0), gt(challenges.keptUntil, given('now'))));
  return {
    findChallenge: db
      .select({
        phone: challenges.phone,
        contact: challenges.contact,
        country: challenges.country,
        createdAt: challenges.createdAt,
        checks: challenges.checks,
        expiresAt: challenges.expiresAt,
        replacedAt: challenges.replacedAt,
        approvedAt: challenges.approvedAt,
      })
      .from(challenges)
      .where(eq(challenges.id, given('id')))
      .prepare(),
    countCheck: countCheck(db),
    approve: db
      .update(challenges)
      .set({ approvedAt: sql`${given('now')}`, pausedUntil: null })
      .where(eq(challenges.id, given('id')))
      .prepare(),
    failuresOfPhone: failures(eq(challenges.phone, given('phone'))).prepare(),
    failuresOfContact: failures(eq(challenges.contact, given('contact'))).prepare(),
  };
}

/** Takes one check if every limit has room, and only then gives the code's hash: one statement, so guesses cannot overlap. */
function countCheck(db: BetterSQLite3Database) {
  const recent = alias(challenges, 'recent');
  const failedBy = (owner: SQL | undefined) =>
    db
      .select({ failed: sql`coalesce(sum(${recent.checks} - (${recent.approvedAt} is not null)), 0)` })
      .from(recent)
      .where(and(owner, gt(recent.keptUntil, given('now'))));
  return db
    .update(challenges)
    .set({
      checks: sql`${challenges.checks} + 1`,
      pausedUntil: sql`case when ${challenges.checks} + 1 >= ${given('codeLimit')} then ${given('pausedUntil')} end`,
    })
    .where(
      and(
        eq(challenges.id, given('id')),
        isNull(challenges.approvedAt),
        isNull(challenges.replacedAt),
        gt(challenges.expiresAt, given('now')),
        lt(challenges.checks, given('codeLimit')),
        sql`(${failedBy(eq(recent.phone, given('phone')))}) < ${given('phoneLimit')}`,
        sql`(${given('contactLimit')} is null or (${failedBy(eq(recent.contact, given('contact')))}) < ${given('contactLimit')})`,
      ),
    )
    .returning({ code: challenges.code, checks: challenges.checks })
    .prepare();
}

function prepareCalls(db: BetterSQLite3Database) {
  const row = { request: given('request'), answer: given('answer'), startedAt: given('now'), keptUntil: given('keptUntil') };
  return {
    findCall: db
      .select()
      .from(calls)
      .where(eq(calls.key, given('key')))
      .prepare(),
    keepCall: db
      .insert(calls)
      .values({ key: given('key'), ...row })
      .onConflictDoUpdate({
        target: calls.key,
        set: {
          request: sql`excluded.request`,
          answer: sql`excluded.answer`,
          startedAt: sql`excluded.started_at`,
          keptUntil: sql`excluded.kept_until`,
        },
      })
      .prepare(),
    answerCall: db
      .update(calls)
      .set({ answer: sql`${given('answer')}` })
      .where(and(eq(calls.key, given('key')), eq(calls.request, given('request')), isNull(calls.answer)))
      .prepare(),
  };
}

function preparePurge(db: BetterSQLite3Database) {
  // Nobody's, so that no two of them are one person's.
  const unknown = sql`randomblob(32)`;
  return {
    forget: db
      .update(challenges)
      .set({
        phone: unknown,
        contact: unknown,
        code: unknown,
        pausedUntil: null,
        replacedAt: sql`coalesce(${challenges.replacedAt}, ${challenges.createdAt})`,
      })
      .where(or(eq(challenges.phone, given('phone')), eq(challenges.contact, given('contact'))))
      .prepare(),
    purgeChallenges: db
      .delete(challenges)
      .where(lt(challenges.keptUntil, given('before')))
      .prepare(),
    purgeCalls: db
      .delete(calls)
      .where(lt(calls.keptUntil, given('before')))
      .prepare(),
  };
}
