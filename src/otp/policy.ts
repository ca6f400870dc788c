/** The rules and numbers of the OTP service. Pure; all times and spans are milliseconds. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
export const DAY = 24 * 60 * MINUTE;

export const CODE_LENGTH = 6;
/** No code lives longer, whatever the settings say. */
export const LONGEST_LIFE = 10 * MINUTE;
/** How long an `Idempotency-Key` gives the first answer again. */
export const CALL_MEMORY = 24 * 60 * MINUTE;
/** How long a send waits for the far side to take the text. */
export const SEND_WAIT = 4 * SECOND;
/** A send without an answer after this long died with its process: `SEND_WAIT` and a margin. */
export const SEND_LEASE = 6 * SECOND;
/** No new code to a phone for the contact that used up all checks of one. */
export const PAUSE = 15 * MINUTE;

const FAILED_CHECKS_PER_CONTACT = 10;
const FAILED_CHECKS_PER_PHONE = 25;

/** The wait before the second send to a destination, the third, the fourth, and every later one. */
const RESEND_WAITS = [30 * SECOND, 60 * SECOND, 120 * SECOND, 240 * SECOND] as const;
const LAST_RESEND_WAIT = RESEND_WAITS[3];

interface Rate {
  readonly sends: number;
  readonly per: number;
}
/** What one destination may be sent, over sliding windows. */
const DESTINATION_RATES: readonly Rate[] = [
  { sends: 5, per: 10 * MINUTE },
  { sends: 10, per: DAY },
];

interface History {
  readonly sends: readonly { readonly at: number; readonly approvedAt: number | null }[];
  readonly pausedUntil: number | null;
}

/**
 * The earliest time at which a text may go to a phone with this history (`sends` oldest first); 0 when any time will do.
 * Every budget is one line here: it gives the time from which it has room.
 */
export function nextSendAt(history: History, now: number): number {
  const times = history.sends.map((send) => send.at);
  return Math.max(
    history.pausedUntil ?? 0,
    afterResendWait(history, now),
    ...DESTINATION_RATES.map((rate) => afterRate(times, rate)),
  );
}

function afterResendWait(history: History, now: number): number {
  const approvedAt = Math.max(0, ...history.sends.map((send) => send.approvedAt ?? 0));
  const streak = history.sends.filter((send) => send.approvedAt === null && send.at >= approvedAt && send.at > now - DAY);
  const last = streak.at(-1);
  return last === undefined ? 0 : last.at + (RESEND_WAITS[streak.length - 1] ?? LAST_RESEND_WAIT);
}

/** With `sends` in the window, there is room again when the oldest of the newest `sends` leaves it. */
function afterRate(times: readonly number[], rate: Rate): number {
  const oldest = times.at(-rate.sends);
  return oldest === undefined ? 0 : oldest + rate.per;
}

interface Limits {
  readonly code: number;
  readonly contact: number | null;
  readonly phone: number;
}

/** The checks that may fail; a caller from outside the process is no contact and has no limit of its own. */
export function checkLimits(request: { readonly maxChecks: number; readonly hasContact: boolean }): Limits {
  return {
    code: request.maxChecks,
    contact: request.hasContact ? FAILED_CHECKS_PER_CONTACT : null,
    phone: FAILED_CHECKS_PER_PHONE,
  };
}

interface Failed {
  readonly failed: number;
  readonly countedUntil: number;
}
interface Usage {
  readonly checks: number;
  readonly contact: readonly Failed[];
  readonly phone: readonly Failed[];
}

/** How many more checks would be compared, under the tightest of the limits. */
export function checksLeft(usage: Usage, limits: Limits): number {
  const left = [limits.code - usage.checks, limits.phone - sum(usage.phone)];
  if (limits.contact !== null) left.push(limits.contact - sum(usage.contact));
  return Math.max(0, Math.min(...left));
}

/** The time at which the day's limits let a check through again; 0 when they do now. */
export function nextCheckAt(usage: Usage, limits: Limits): number {
  const phone = underLimitAt(usage.phone, limits.phone);
  return limits.contact === null ? phone : Math.max(phone, underLimitAt(usage.contact, limits.contact));
}

function underLimitAt(failures: readonly Failed[], limit: number): number {
  let counted = sum(failures);
  let time = 0;
  for (const { failed, countedUntil } of failures.toSorted((a, b) => a.countedUntil - b.countedUntil)) {
    if (counted < limit) break;
    counted -= failed;
    time = countedUntil;
  }
  return time;
}

function sum(failures: readonly Failed[]): number {
  return failures.reduce((total, { failed }) => total + failed, 0);
}

/** The text with a code; `life` is the code's. */
export function codeText(text: { readonly code: string; readonly brand: string; readonly life: number }): string {
  const minutes = Math.max(1, Math.floor(text.life / MINUTE));
  return `${text.code} is your ${text.brand} code. It expires in ${minutes} minutes. Only type it in your chat with us. Did not ask for it? Ignore this text.`;
}
