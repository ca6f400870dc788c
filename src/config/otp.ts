import { parseDuration } from '../lib/duration.ts';
import type { SettingReader } from './setting-reader.ts';
import { splitList, whole } from './values.ts';

const DAY = 86_400_000;
const MAX_TTL = 600_000;
const ENTRY = /^(\+[1-9]\d{6,14}):(\d{6})$/;

/** Limits of the built-in OTP service. `ttl` is in milliseconds. */
export interface OtpConfig {
  readonly ttl: number;
  readonly maxChecks: number;
  readonly sendsPerHour: number;
}

/** Fixed codes by phone (E.164), good while the clock stands before `until` (milliseconds since 1970). */
export interface TestOtp {
  readonly codes: ReadonlyMap<string, string>;
  readonly until: number;
}

/** The limits; problems are left with the reader. */
export function readOtp(reader: SettingReader): OtpConfig {
  return {
    ttl: reader.read('OTP_TTL', parseTtl, 'a duration of more than 0 and at most 10m', 0),
    maxChecks: reader.read('OTP_MAX_CHECKS', whole(1, 10), 'a whole number from 1 to 10', 0),
    sendsPerHour: reader.read('OTP_SENDS_PER_HOUR', whole(1, 1_000_000), 'a whole number from 1 to 1000000', 0),
  };
}

/** The fixed codes of test phones, or null when `TEST_OTP` is unset. */
export function readTestOtp(reader: SettingReader): TestOtp | null {
  const until = reader.read('TEST_OTP_UNTIL', parseLastDay, 'a date of the form YYYY-MM-DD', 0);
  if (reader.given('TEST_OTP') === null) return null;
  const codes = reader.read(
    'TEST_OTP',
    parseCodes,
    'a list of number:code with numbers in international form and 6-digit codes',
    new Map(),
  );
  if (reader.given('TEST_OTP_UNTIL') === null) {
    const message = 'TEST_OTP is set but TEST_OTP_UNTIL is not: fixed codes need a last day.';
    reader.require('TEST_OTP_UNTIL', message, 'Set it to the last day on which they work, like this: TEST_OTP_UNTIL=2030-01-31');
  }
  return { codes, until };
}

function parseTtl(text: string): number | null {
  const ttl = parseDuration(text);
  return ttl !== null && ttl > 0 && ttl <= MAX_TTL ? ttl : null;
}

function parseCodes(text: string): ReadonlyMap<string, string> | null {
  const codes = new Map<string, string>();
  for (const entry of splitList(text)) {
    const [, phone, code] = ENTRY.exec(entry) ?? [];
    if (phone === undefined || code === undefined) return null;
    codes.set(phone, code);
  }
  return codes.size === 0 ? null : codes;
}

/** The end of that day in UTC. */
function parseLastDay(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const start = Date.parse(`${text}T00:00:00Z`);
  const isRealDay = !Number.isNaN(start) && new Date(start).toISOString().startsWith(text);
  return isRealDay ? start + DAY : null;
}
