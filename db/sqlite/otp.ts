import { timingSafeEqual } from 'node:crypto';
import type { Sealer } from '../../src/lib/seal.ts';
import type { OtpResponse } from '../../src/runtime/ports.ts';
import type {
  Answered,
  CheckRequest,
  CheckUsage,
  CheckVerdict,
  Conflict,
  OtpCall,
  OtpStore,
  Reservation,
  ReserveRequest,
  SendHistory,
} from '../../src/runtime/otp-store.ts';
import type { OpenDatabase } from './open-database.ts';
import { OtpBudgets } from './otp-budgets.ts';
import { type OtpStatements, prepareOtp } from './otp-statements.ts';

/** The statements, what encrypts kept answers, and what counts sends. */
type Tables = OtpStatements & { readonly sealer: Sealer; readonly budgets: OtpBudgets };

/** The OTP store in SQLite. It may share its connection with other stores of the process. */
export function createOtpStore(database: OpenDatabase, sealer: Sealer): OtpStore {
  const { raw, db } = database;
  const budgets = new OtpBudgets(database);
  const statements = { ...prepareOtp(db), sealer, budgets };
  const atomic = <Request, Result>(run: (statements: Tables, request: Request) => Result) => {
    const transaction = raw.transaction((request: Request) => run(statements, request));
    return async (request: Request): Promise<Result> => transaction.immediate(request);
  };
  return {
    reserve: atomic(reserve),
    settle: atomic(settle),
    remember: atomic(remember),
    check: atomic(check),
    readUsage: atomic((_, request) => budgets.usage(request)),
    openCountry: atomic((_, { country, now }) => budgets.open(country, now)),
    forget: atomic(forget),
    purge: atomic(purge),
  };
}

function reserve(statements: Tables, request: ReserveRequest): Reservation {
  const { challenge, now, call, judge } = request;
  const { budgets } = statements;
  const earlier = findEarlier(statements, call, now);
  if (earlier !== null) return earlier;
  const history = readHistory(statements, request);
  const { refusal, closes } = judge(history);
  if (closes !== null) budgets.close(challenge.country, closes, now);
  if (refusal !== null) {
    keepCall(statements, { call, answer: refusal, now });
    return { as: 'answered', answer: refusal };
  }
  statements.replaceOlder.run({ phone: challenge.phone, contact: challenge.contact, now });
  statements.insertChallenge.run({ ...challenge, now });
  budgets.countSend(challenge, now);
  keepCall(statements, { call, answer: null, now });
  return { as: 'reserved', history };
}

function readHistory(statements: Tables, request: ReserveRequest): SendHistory {
  const { phone, contact } = request.challenge;
  const rows = statements.sendsToPhone.all({ phone, now: request.now });
  const pauses = rows.filter((row) => row.contact.equals(contact)).map((row) => row.pausedUntil ?? 0);
  return {
    sends: rows.map(({ at, approvedAt }) => ({ at, approvedAt })),
    pausedUntil: Math.max(0, ...pauses) || null,
    ...statements.budgets.read(request),
  };
}

function settle(statements: Tables, { call, answer }: { readonly call: OtpCall; readonly answer: OtpResponse }): OtpResponse {
  statements.answerCall.run({ key: call.key, request: call.request, answer: sealAnswer(statements, answer) });
  const kept = statements.findCall.get({ key: call.key });
  return kept?.request.equals(call.request) && kept.answer !== null ? openAnswer(statements, kept.answer) : answer;
}

function remember(
  statements: Tables,
  { call, answer, now }: { readonly call: OtpCall; readonly answer: OtpResponse; readonly now: number },
): Answered | Conflict {
  const earlier = findEarlier(statements, call, now);
  if (earlier?.as === 'answered' || earlier?.as === 'conflict') return earlier;
  // A call still under way is left to whoever began it: its answer is its own.
  if (earlier === null) keepCall(statements, { call, answer, now });
  return { as: 'answered', answer };
}

function check(statements: Tables, request: CheckRequest): Answered | Conflict {
  const earlier = findEarlier(statements, request.call, request.now);
  if (earlier?.as === 'answered' || earlier?.as === 'conflict') return earlier;
  const answer = request.answer(judgeCheck(statements, request));
  keepCall(statements, { call: request.call, answer, now: request.now });
  return { as: 'answered', answer };
}

function judgeCheck(statements: Tables, request: CheckRequest): CheckVerdict {
  const { id, contact, now, limits, pausedUntil } = request;
  const challenge = statements.findChallenge.get({ id });
  if (challenge === undefined || !challenge.contact.equals(contact)) return { as: 'unknown' };
  const { phone } = challenge;
  const counted = statements.countCheck.get({
    id,
    phone,
    contact,
    now,
    pausedUntil,
    codeLimit: limits.code,
    phoneLimit: limits.phone,
    contactLimit: limits.contact,
  });
  const usage = (checks: number): CheckUsage => ({
    checks,
    // Callers without a limit of their own share one contact, whose rows would be many.
    contact: limits.contact === null ? [] : statements.failuresOfContact.all({ contact, now }),
    phone: statements.failuresOfPhone.all({ phone, now }),
  });
  if (counted === undefined) {
    if (challenge.approvedAt !== null) return { as: 'unknown' };
    if (challenge.replacedAt !== null || challenge.expiresAt <= now) return { as: 'expired' };
    return challenge.checks >= limits.code ? { as: 'too_many_checks' } : { as: 'day_limit', usage: usage(challenge.checks) };
  }
  const right = timingSafeEqual(counted.code, request.proof);
  if (right) {
    statements.approve.run({ id, now });
    statements.budgets.countApproval(challenge.country, challenge.createdAt);
  }
  return { as: right ? 'approved' : 'wrong_code', usage: usage(counted.checks) };
}

function findEarlier(statements: Tables, call: OtpCall | null, now: number): Exclude<Reservation, { as: 'reserved' }> | null {
  if (call === null) return null;
  const row = statements.findCall.get({ key: call.key });
  if (row === undefined || row.keptUntil <= now) return null;
  if (!row.request.equals(call.request)) return { as: 'conflict' };
  return row.answer === null
    ? { as: 'pending', startedAt: row.startedAt }
    : { as: 'answered', answer: openAnswer(statements, row.answer) };
}

function keepCall(
  statements: Tables,
  { call, answer, now }: { readonly call: OtpCall | null; readonly answer: OtpResponse | null; readonly now: number },
): void {
  if (call === null) return;
  statements.keepCall.run({ ...call, answer: answer === null ? null : sealAnswer(statements, answer), now });
}

/** An answer names the reference of its challenge, so it rests encrypted. */
function sealAnswer({ sealer }: Tables, answer: OtpResponse): string {
  return sealer.seal(JSON.stringify(answer)).toString('base64');
}

function openAnswer({ sealer }: Tables, sealed: string): OtpResponse {
  return JSON.parse(sealer.open(Buffer.from(sealed, 'base64'))) as OtpResponse;
}

function forget({ forget: statement }: Tables, { phones, contacts }: Parameters<OtpStore['forget']>[0]): number {
  const nobody = Buffer.alloc(0);
  const pairs = [
    ...phones.map((phone) => ({ phone, contact: nobody })),
    ...contacts.map((contact) => ({ phone: nobody, contact })),
  ];
  return pairs.reduce((sum, pair) => sum + statement.run(pair).changes, 0);
}

function purge(statements: Tables, { before }: { readonly before: number }): number {
  const { purgeChallenges, purgeCalls, budgets } = statements;
  return purgeChallenges.run({ before }).changes + purgeCalls.run({ before }).changes + budgets.purge(before);
}
