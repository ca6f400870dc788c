import { timingSafeEqual } from 'node:crypto';
import { sql } from 'drizzle-orm';
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
import { one, type Transactions } from './transactions.ts';
import type { OpenDatabase } from './open-database.ts';
import { OtpBudgets } from './otp-budgets.ts';
import { type OtpStatements, prepareOtp } from './otp-statements.ts';

/** The statements, what encrypts kept answers, and what counts sends. */
type Tables = OtpStatements & { readonly sealer: Sealer; readonly budgets: OtpBudgets; readonly lock: () => Promise<void> };

/** Any number that no other lock of ours has. The budgets are of all processes together, so they are judged one by one. */
const OTP_LOCK = 7_018_202;

/** What the OTP store does on one connection. */
export function prepareOtpTables(database: OpenDatabase, sealer: Sealer): Tables {
  const lock = async () => void (await database.db.execute(sql`select pg_advisory_xact_lock(${OTP_LOCK})`));
  return { ...prepareOtp(database.db), sealer, budgets: new OtpBudgets(database), lock };
}

/** The OTP store in Postgres. */
export function createOtpStore(transactions: Transactions<{ readonly otp: Tables }>): OtpStore {
  const atomic =
    <Request, Result>(run: (tables: Tables, request: Request) => Promise<Result>) =>
    (request: Request): Promise<Result> =>
      transactions.run(async ({ otp }) => {
        await otp.lock();
        return run(otp, request);
      });
  return {
    reserve: atomic(reserve),
    settle: atomic(settle),
    remember: atomic(remember),
    check: atomic(check),
    readUsage: (request) => transactions.read(({ otp }) => otp.budgets.usage(request)),
    openCountry: atomic(({ budgets }, { country, now }) => budgets.open(country, now)),
    forget: atomic(forget),
    purge: atomic(purge),
  };
}

async function reserve(statements: Tables, request: ReserveRequest): Promise<Reservation> {
  const { challenge, now, call, judge } = request;
  const { budgets } = statements;
  const earlier = await findEarlier(statements, call, now);
  if (earlier !== null) return earlier;
  const history = await readHistory(statements, request);
  const { refusal, closes } = judge(history);
  if (closes !== null) await budgets.close(challenge.country, closes, now);
  if (refusal !== null) {
    await keepCall(statements, { call, answer: refusal, now });
    return { as: 'answered', answer: refusal };
  }
  await statements.replaceOlder.execute({ phone: challenge.phone, contact: challenge.contact, now });
  await statements.insertChallenge.execute({ ...challenge, now });
  await budgets.countSend(challenge, now);
  await keepCall(statements, { call, answer: null, now });
  return { as: 'reserved', history };
}

async function readHistory(statements: Tables, request: ReserveRequest): Promise<SendHistory> {
  const { phone, contact } = request.challenge;
  const rows = await statements.sendsToPhone.execute({ phone, now: request.now });
  const pauses = rows.filter((row) => row.contact.equals(contact)).map((row) => row.pausedUntil ?? 0);
  return {
    sends: rows.map(({ at, approvedAt }) => ({ at, approvedAt })),
    pausedUntil: Math.max(0, ...pauses) || null,
    ...(await statements.budgets.read(request)),
  };
}

async function settle(
  statements: Tables,
  { call, answer }: { readonly call: OtpCall; readonly answer: OtpResponse },
): Promise<OtpResponse> {
  await statements.answerCall.execute({ key: call.key, request: call.request, answer: sealAnswer(statements, answer) });
  const kept = await one(statements.findCall, { key: call.key });
  return kept?.request.equals(call.request) && kept.answer !== null ? openAnswer(statements, kept.answer) : answer;
}

async function remember(
  statements: Tables,
  { call, answer, now }: { readonly call: OtpCall; readonly answer: OtpResponse; readonly now: number },
): Promise<Answered | Conflict> {
  const earlier = await findEarlier(statements, call, now);
  if (earlier?.as === 'answered' || earlier?.as === 'conflict') return earlier;
  // A call still under way is left to whoever began it: its answer is its own.
  if (earlier === null) await keepCall(statements, { call, answer, now });
  return { as: 'answered', answer };
}

async function check(statements: Tables, request: CheckRequest): Promise<Answered | Conflict> {
  const earlier = await findEarlier(statements, request.call, request.now);
  if (earlier?.as === 'answered' || earlier?.as === 'conflict') return earlier;
  const answer = request.answer(await judgeCheck(statements, request));
  await keepCall(statements, { call: request.call, answer, now: request.now });
  return { as: 'answered', answer };
}

async function judgeCheck(statements: Tables, request: CheckRequest): Promise<CheckVerdict> {
  const { id, contact, now, limits, pausedUntil } = request;
  const challenge = await one(statements.findChallenge, { id });
  if (challenge === undefined || !challenge.contact.equals(contact)) return { as: 'unknown' };
  const { phone } = challenge;
  const counted = await one(statements.countCheck, {
    id,
    phone,
    contact,
    now,
    pausedUntil,
    codeLimit: limits.code,
    phoneLimit: limits.phone,
    contactLimit: limits.contact,
  });
  const usage = async (checks: number): Promise<CheckUsage> => ({
    checks,
    // Callers without a limit of their own share one contact, whose rows would be many.
    contact: limits.contact === null ? [] : await statements.failuresOfContact.execute({ contact, now }),
    phone: await statements.failuresOfPhone.execute({ phone, now }),
  });
  if (counted === undefined) {
    if (challenge.approvedAt !== null) return { as: 'unknown' };
    if (challenge.replacedAt !== null || challenge.expiresAt <= now) return { as: 'expired' };
    return challenge.checks >= limits.code
      ? { as: 'too_many_checks' }
      : { as: 'day_limit', usage: await usage(challenge.checks) };
  }
  const right = timingSafeEqual(counted.code, request.proof);
  if (right) {
    await statements.approve.execute({ id, now });
    await statements.budgets.countApproval(challenge.country, challenge.createdAt);
  }
  return { as: right ? 'approved' : 'wrong_code', usage: await usage(counted.checks) };
}

async function findEarlier(
  statements: Tables,
  call: OtpCall | null,
  now: number,
): Promise<Exclude<Reservation, { as: 'reserved' }> | null> {
  if (call === null) return null;
  const row = await one(statements.findCall, { key: call.key });
  if (row === undefined || row.keptUntil <= now) return null;
  if (!row.request.equals(call.request)) return { as: 'conflict' };
  return row.answer === null
    ? { as: 'pending', startedAt: row.startedAt }
    : { as: 'answered', answer: openAnswer(statements, row.answer) };
}

async function keepCall(
  statements: Tables,
  { call, answer, now }: { readonly call: OtpCall | null; readonly answer: OtpResponse | null; readonly now: number },
): Promise<void> {
  if (call === null) return;
  await statements.keepCall.execute({ ...call, answer: answer === null ? null : sealAnswer(statements, answer), now });
}

/** An answer names the reference of its challenge, so it rests encrypted. */
function sealAnswer({ sealer }: Tables, answer: OtpResponse): string {
  return sealer.seal(JSON.stringify(answer)).toString('base64');
}

function openAnswer({ sealer }: Tables, sealed: string): OtpResponse {
  return JSON.parse(sealer.open(Buffer.from(sealed, 'base64'))) as OtpResponse;
}

async function forget({ forget: statement }: Tables, { phones, contacts }: Parameters<OtpStore['forget']>[0]): Promise<number> {
  const nobody = Buffer.alloc(0);
  const pairs = [
    ...phones.map((phone) => ({ phone, contact: nobody })),
    ...contacts.map((contact) => ({ phone: nobody, contact })),
  ];
  let codes = 0;
  for (const pair of pairs) codes += (await statement.execute(pair)).rowCount ?? 0;
  return codes;
}

async function purge(statements: Tables, { before }: { readonly before: number }): Promise<number> {
  const { purgeChallenges, purgeCalls, budgets } = statements;
  const gone = [await purgeChallenges.execute({ before }), await purgeCalls.execute({ before })];
  return gone.reduce((sum, { rowCount }) => sum + (rowCount ?? 0), await budgets.purge(before));
}
