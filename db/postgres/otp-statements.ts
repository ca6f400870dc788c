import { and, asc, eq, gt, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { alias } from 'drizzle-orm/pg-core';
import { otpCalls as calls, otpChallenges as challenges } from './schema-otp.ts';

const given = (name: string) => sql.placeholder(name);

/** All statements of the OTP store, prepared once. */
export function prepareOtp(db: NodePgDatabase) {
  return { ...prepareSends(db), ...prepareChecks(db), ...prepareCalls(db), ...preparePurge(db) };
}

export type OtpStatements = ReturnType<typeof prepareOtp>;

function prepareSends(db: NodePgDatabase) {
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
      .prepare('otp_sendsToPhone'),
    replaceOlder: db
      .update(challenges)
      .set({ replacedAt: sql`${given('now')}` })
      .where(
        and(
          eq(challenges.phone, given('phone')),
          gt(challenges.keptUntil, given('now')),
          eq(challenges.contact, given('contact')),
          isNull(challenges.replacedAt),
          isNull(challenges.approvedAt),
        ),
      )
      .prepare('otp_replaceOlder'),
    insertChallenge: db
      .insert(challenges)
      .values({
        // Under the lock of all sends, so that it has no gaps.
        number: sql`(select coalesce(max(number), 0) + 1 from otp_challenges)`,
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
      .prepare('otp_insertChallenge'),
  };
}

function prepareChecks(db: NodePgDatabase) {
  const failed = sql`${challenges.checks} - (${challenges.approvedAt} is not null)::int`.mapWith(Number);
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
      .prepare('otp_findChallenge'),
    countCheck: countCheck(db),
    approve: db
      .update(challenges)
      .set({ approvedAt: sql`${given('now')}`, pausedUntil: null })
      .where(eq(challenges.id, given('id')))
      .prepare('otp_approve'),
    failuresOfPhone: failures(eq(challenges.phone, given('phone'))).prepare('otp_failuresOfPhone'),
    failuresOfContact: failures(eq(challenges.contact, given('contact'))).prepare('otp_failuresOfContact'),
  };
}

/** Takes one check if every limit has room, and only then gives the code's hash: one statement, so guesses cannot overlap. */
function countCheck(db: NodePgDatabase) {
  const recent = alias(challenges, 'recent');
  const failedBy = (owner: SQL | undefined) =>
    db
      .select({ failed: sql`coalesce(sum(${recent.checks} - (${recent.approvedAt} is not null)::int), 0)` })
      .from(recent)
      .where(and(owner, gt(recent.keptUntil, given('now'))));
  return db
    .update(challenges)
    .set({
      checks: sql`${challenges.checks} + 1`,
      pausedUntil: sql`case when ${challenges.checks} + 1 >= ${given('codeLimit')}::int then ${given('pausedUntil')}::bigint end`,
    })
    .where(
      and(
        eq(challenges.id, given('id')),
        isNull(challenges.approvedAt),
        isNull(challenges.replacedAt),
        gt(challenges.expiresAt, given('now')),
        lt(challenges.checks, given('codeLimit')),
        sql`(${failedBy(eq(recent.phone, given('phone')))}) < ${given('phoneLimit')}::int`,
        sql`(${given('contactLimit')}::int is null or (${failedBy(eq(recent.contact, given('contact')))}) < ${given('contactLimit')}::int)`,
      ),
    )
    .returning({ code: challenges.code, checks: challenges.checks })
    .prepare('otp_countCheck');
}

function prepareCalls(db: NodePgDatabase) {
  const row = { request: given('request'), answer: given('answer'), startedAt: given('now'), keptUntil: given('keptUntil') };
  return {
    findCall: db
      .select()
      .from(calls)
      .where(eq(calls.key, given('key')))
      .prepare('otp_findCall'),
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
      .prepare('otp_keepCall'),
    answerCall: db
      .update(calls)
      .set({ answer: sql`${given('answer')}` })
      .where(and(eq(calls.key, given('key')), eq(calls.request, given('request')), isNull(calls.answer)))
      .prepare('otp_answerCall'),
  };
}

function preparePurge(db: NodePgDatabase) {
  // Nobody's, so that no two of them are one person's.
  const unknown = sql`sha256(uuid_send(gen_random_uuid()))`;
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
      .prepare('otp_forget'),
    purgeChallenges: db
      .delete(challenges)
      .where(lt(challenges.keptUntil, given('before')))
      .prepare('otp_purgeChallenges'),
    purgeCalls: db
      .delete(calls)
      .where(lt(calls.keptUntil, given('before')))
      .prepare('otp_purgeCalls'),
  };
}
