import { isSupportedCountry, parsePhoneNumberFromString, validatePhoneNumberLength } from 'libphonenumber-js/max';
import type { CountryCode, PhoneNumber } from 'libphonenumber-js/max';

export type PhoneMisfit = 'too_short' | 'too_long' | 'bad_country' | 'invalid';

/**
 * What one stretch of digits came to. `number` is there whenever it can be written in E.164; `why` says what is wrong.
 * `kind` is what the library calls a valid number, such as `MOBILE`: it is asked once, for it tries pattern after pattern.
 */
export interface ParsedPhone {
  readonly number: PhoneNumber | undefined;
  readonly kind: string | undefined;
  readonly why: PhoneMisfit | null;
}

/** Parses one stretch of digits and signs as one phone number; `region` is for numbers without a country code. */
export function parsePhone(piece: string, region: CountryCode | undefined): ParsedPhone {
  let first: ParsedPhone | undefined;
  let possible: ParsedPhone | undefined;
  for (const form of formsOf(piece)) {
    const parsed = parseForm(form, region);
    if (parsed.why === null) return parsed;
    first ??= parsed;
    if (parsed.number?.isPossible() === true) possible ??= parsed;
  }
  return possible ?? first ?? { number: undefined, kind: undefined, why: 'invalid' };
}

/** The region as the library names it, or undefined for one that it does not know. */
export function knownRegion(region: string | undefined): CountryCode | undefined {
  const name = region?.toUpperCase();
  return name !== undefined && isSupportedCountry(name) ? name : undefined;
}

export function countDigits(text: string): number {
  return text.replace(/\D+/g, '').length;
}

/**
 * The ways to understand a piece, best first: as it is; without a `(0)` that the country does not know;
 * with a leading `00` as a plus where the region dials abroad by other digits.
 */
function formsOf(piece: string): Set<string> {
  const forms = new Set<string>();
  for (const text of [piece, piece.replace(/\(\s*0\s*\)/, '')]) {
    const digits = text.replace(/\D+/g, '');
    forms.add(/^[^\d]*\+/.test(text) ? `+${digits}` : digits);
  }
  for (const form of Array.from(forms)) if (/^\+?00/.test(form)) forms.add(form.replace(/^\+?00/, '+'));
  return forms;
}

function parseForm(form: string, region: CountryCode | undefined): ParsedPhone {
  const options = { extract: false, ...(region === undefined ? {} : { defaultCountry: region }) };
  const number = parsePhoneNumberFromString(form, options);
  const kind = number?.getType();
  // A number that has a kind is valid; of some countries the library knows no kinds.
  if (kind !== undefined || number?.isValid() === true) return { number, kind, why: null };
  const why = validatePhoneNumberLength(form, options);
  if (why === 'TOO_SHORT') return { number, kind, why: 'too_short' };
  if (why === 'TOO_LONG') return { number, kind, why: 'too_long' };
  return { number, kind, why: why === 'INVALID_COUNTRY' ? 'bad_country' : 'invalid' };
}
