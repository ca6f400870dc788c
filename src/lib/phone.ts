import type { CountryCode, PhoneNumber } from 'libphonenumber-js/max';
import { countDigits, knownRegion, type ParsedPhone, parsePhone, type PhoneMisfit } from './parse-phone.ts';
import { plainText } from './typed-text.ts';

/** The kinds of phone numbers that can be told apart. */
export const PHONE_TYPES = [
  'mobile',
  'fixed_line',
  'fixed_line_or_mobile',
  'premium_rate',
  'toll_free',
  'shared_cost',
  'voip',
  'personal_number',
  'pager',
  'uan',
  'voicemail',
] as const;
export type PhoneType = (typeof PHONE_TYPES)[number];

/**
 * The one phone number in a text, or why there is none that will do. `country` is `001` for numbers of no country;
 * `not_mobile` means a number of another kind than asked for, or one that calls for help, and comes with the number.
 */
export type PhoneReading =
  | { readonly ok: true; readonly e164: string; readonly country: string; readonly type: PhoneType | null }
  | { readonly ok: false; readonly why: 'none' | 'two' | 'not_mobile' | PhoneMisfit; readonly e164?: string };

type ValidPhone = ParsedPhone & { readonly number: PhoneNumber };

const MOBILE_CAPABLE: readonly PhoneType[] = ['mobile', 'fixed_line_or_mobile'];
const NO_COUNTRY = '001';
/** Calls for help, the same wherever people are from. @see https://en.wikipedia.org/wiki/List_of_emergency_telephone_numbers */
const EMERGENCY = new Set(
  '000 100 101 102 103 104 108 110 111 112 113 115 117 118 119 120 122 123 190 191 192 193 911 988 995 997 998 999'.split(' '),
);
// Digits with what people put between them, on one line. A plus begins the next number.
const PIECE = /(?:\+[ (]{0,3})?\d(?:[ \t()./_\u2212\p{Pd}\p{Zs}]*\d)*/gu;
const WHOLE = /^[ (]{0,3}(?:\+[ (]{0,3})?\d[\d \t()./_\u2212\p{Pd}\p{Zs}]*$/u;
const SCHEME = /^(?:whatsapp|sms|tel):/i;
const MOST_PIECES = 12;
const LOOKS_LIKE_A_NUMBER = 7;
const LONGEST_PAIR = 34;

/**
 * Reads the one phone number in what a person typed. `region` (such as `US`) is the country of numbers without a
 * country code; `types` are the kinds that will do, by default those that a mobile phone can have.
 */
export function readPhone(
  typed: string,
  options: { readonly region?: string; readonly types?: readonly PhoneType[] },
): PhoneReading {
  const region = knownRegion(options.region);
  const pieces = (plainText(typed).match(PIECE) ?? []).sort((a, b) => countDigits(b) - countDigits(a)).slice(0, MOST_PIECES);
  const [longest] = pieces;
  if (longest === undefined) return { ok: false, why: 'none' };
  const numbers = new Map<string, ValidPhone>();
  let doubtful = 0;
  for (const piece of pieces) {
    const found = numbersIn(piece, region);
    for (const one of found) numbers.set(one.number.number, one);
    if (found.length === 0 && countDigits(piece) >= LOOKS_LIKE_A_NUMBER) doubtful += 1;
  }
  const [valid] = numbers.values();
  if (valid === undefined && EMERGENCY.has(longest)) return { ok: false, why: 'not_mobile', e164: longest };
  if (valid === undefined) return { ok: false, why: parsePhone(longest, region).why ?? 'invalid' };
  if (numbers.size + doubtful > 1) return { ok: false, why: 'two' };
  return judge(valid, options.types ?? MOBILE_CAPABLE);
}

/**
 * E.164 for a number that an API or a setting gives (`whatsapp:+1…`, `0014155550132`, `+1 (415) 555-0132`),
 * or null when the whole text is not one possible number. `region` is the country of numbers without a country code.
 */
export function normalizePhone(text: string, region?: string): string | null {
  const plain = plainText(text).trim().replace(SCHEME, '').trim();
  if (!WHOLE.test(plain)) return null;
  const { number } = parsePhone(plain, knownRegion(region));
  return number?.isPossible() === true ? number.number : null;
}

/** The ISO country of a number in E.164, `001` for numbers of no country, null when it cannot be told. */
export function phoneCountry(e164: string): string | null {
  const { number } = parsePhone(e164, undefined);
  return number?.country ?? (number?.isNonGeographic() === true ? NO_COUNTRY : null);
}

/** Whether a country is among those allowed. `GB` includes GG, JE and IM, which share its numbers. */
export function servesCountry(country: string, allowed: readonly string[]): boolean {
  return allowed.includes(country) || (['GG', 'JE', 'IM'].includes(country) && allowed.includes('GB'));
}

/** The valid number that a piece is, or the two that were typed one after the other with no word between. */
function numbersIn(piece: string, region: CountryCode | undefined): ValidPhone[] {
  const whole = parsePhone(piece, region);
  if (isValid(whole)) return [whole];
  if (countDigits(piece) > LONGEST_PAIR) return [];
  for (const { index } of piece.matchAll(/(?<=\d)\D+(?=\d)/g)) {
    const halves = [piece.slice(0, index), piece.slice(index)];
    if (halves.some((half) => countDigits(half) < LOOKS_LIKE_A_NUMBER)) continue;
    const numbers = halves.map((half) => parsePhone(half, region)).filter(isValid);
    if (numbers.length === 2) return numbers;
  }
  return [];
}

function isValid(parsed: ParsedPhone): parsed is ValidPhone {
  return parsed.number !== undefined && parsed.why === null;
}

function judge({ number, kind }: ValidPhone, types: readonly PhoneType[]): PhoneReading {
  const type = typeOf(kind);
  if (!fits(type, types)) return { ok: false, why: 'not_mobile', e164: number.number };
  return { ok: true, e164: number.number, country: number.country ?? NO_COUNTRY, type };
}

function typeOf(kind: string | undefined): PhoneType | null {
  const name = kind?.toLowerCase();
  return PHONE_TYPES.find((type) => type === name) ?? null;
}

/** Some countries' plans do not tell mobiles from fixed lines: such a number will do for either. */
function fits(type: PhoneType | null, types: readonly PhoneType[]): boolean {
  if (type === null) return types.includes('mobile');
  if (types.includes(type)) return true;
  return type === 'fixed_line_or_mobile' && (types.includes('mobile') || types.includes('fixed_line'));
}
