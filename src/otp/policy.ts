import { wordsIn } from '../lib/wording/index.ts';
import { fillIn } from '../lib/wording/words.ts';

/** The rules and numbers of the OTP service. Pure; all times and spans are milliseconds. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const CODE_LENGTH = 6;
/** Characters of the words around a code. */
const LONGEST_WORDS = 400;
/** No code lives longer, whatever the settings say. */
export const LONGEST_LIFE = 10 * MINUTE;
/** How long an `Idempotency-Key` gives the first answer again. */
export const CALL_MEMORY = 24 * HOUR;
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

/** Destinations that one contact may have codes sent to in a day. */
export const DESTINATIONS_PER_CONTACT = 5;
/** Texts in an hour to the numbers that have all but their last digits in common. */
export const SENDS_PER_PREFIX = 20;
/** The digits at the end of a number that are not its prefix. */
const DIGITS_AFTER_PREFIX = 4;

interface Rate {
  readonly sends: number;
  readonly per: number;
}
/** Texts to one destination in a day. */
export const SENDS_PER_DESTINATION = 10;
/** What one destination may be sent, over sliding windows. */
const DESTINATION_RATES: readonly Rate[] = [
  { sends: 5, per: 10 * MINUTE },
  { sends: SENDS_PER_DESTINATION, per: DAY },
];

interface DestinationHistory {
  readonly sends: readonly { readonly at: number; readonly approvedAt: number | null }[];
  readonly pausedUntil: number | null;
}
interface History extends DestinationHistory {
  readonly otherDestinations: readonly number[];
  readonly prefixFullBy: number | null;
  readonly allFullBy: number | null;
}

/** The part of a number (E.164) that it shares with its neighbours. */
export function prefixOf(e164: string): string {
  return e164.slice(0, -DIGITS_AFTER_PREFIX);
}

/**
 * The earliest time at which a text may go to a phone with this history; 0 when any time will do. Every budget is one
 * line here: it gives the time from which it has room.
 */
export function nextSendAt(history: History, now: number): number {
  return Math.max(
    nextToDestinationAt(history, now),
    afterRate(history.otherDestinations, { sends: DESTINATIONS_PER_CONTACT, per: DAY }),
    afterHour(history.prefixFullBy),
    afterHour(history.allFullBy),
  );
}

/** The same by the budgets of the destination alone; `sends` are those to it, oldest first. */
export function nextToDestinationAt(history: DestinationHistory, now: number): number {
  const times = history.sends.map((send) => send.at);
  return Math.max(
    history.pausedUntil ?? 0,
    afterResendWait(history, now),
    ...DESTINATION_RATES.map((rate) => afterRate(times, rate)),
  );
}

/** There is room again an hour after the send that would be pushed out of the budget. */
function afterHour(fullBy: number | null): number {
  return fullBy === null ? 0 : fullBy + HOUR;
}

function afterResendWait(history: DestinationHistory, now: number): number {
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

/** What the text with a code is made of. `life` is the code's; `words` are other ones than the default, with `{{ code }}` in them. */
interface CodeWords {
  readonly code: string;
  readonly brand: string;
  readonly life: number;
  readonly words?: string | null;
}

/** Whether these are words for a text with a code: they name it, and are no essay. */
export function areCodeWords(words: unknown): words is string {
  return typeof words === 'string' && words.includes('{{ code }}') && words.length <= LONGEST_WORDS;
}

/** The text with a code. */
export function codeText({ code, brand, life, words = null }: CodeWords): string {
  const ttl = Math.max(1, Math.floor(life / MINUTE));
  return fillIn(words ?? wordsIn(null).otp_sms, { code, brand, ttl });
}
