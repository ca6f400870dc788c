import { normalizePhone, readPhone, servesCountry } from '../lib/phone.ts';

/** Longer than any way to write a number; what is longer is not worth reading. */
const LONGEST_NUMBER = 64;

/** Where a code may go: the number in E.164 with its country, or the status that refuses it. */
type Destination =
  | { readonly ok: true; readonly e164: string; readonly country: string }
  | { readonly ok: false; readonly status: 'bad_number' | 'not_allowed' };

/**
 * Reads `toNumber` as it came. `bad_number`: no text, no number, or one that cannot be mobile (fixed line, premium,
 * shared cost, short), or our own. `not_allowed`: a country that is not served; `allowedCountries` null serves all.
 */
export function readDestination(
  typed: unknown,
  where: {
    readonly region: string | undefined;
    readonly allowedCountries: readonly string[] | null;
    /** Numbers of ours. */
    readonly ours: readonly string[];
  },
): Destination {
  if (typeof typed !== 'string' || typed.length > LONGEST_NUMBER) return { ok: false, status: 'bad_number' };
  const e164 = normalizePhone(typed, where.region);
  const phone = e164 === null ? null : readPhone(e164, {});
  if (!phone?.ok || where.ours.includes(phone.e164)) return { ok: false, status: 'bad_number' };
  if (where.allowedCountries !== null && !servesCountry(phone.country, where.allowedCountries)) {
    return { ok: false, status: 'not_allowed' };
  }
  return { ok: true, e164: phone.e164, country: phone.country };
}
