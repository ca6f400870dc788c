import { unescape } from 'node:querystring';

/** One field of a form as it arrived: its name and its value, both decoded. */
export type FormPair = readonly [name: string, value: string];

const SURROGATE = /[\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * The fields of an `application/x-www-form-urlencoded` body in the order they arrived, repeated names kept.
 * Gives what `URLSearchParams` gives for every input, and never throws: bytes that are not UTF-8 become U+FFFD.
 */
export function parseForm(body: string): readonly FormPair[] {
  const text = SURROGATE.test(body) ? body.replace(LONE_SURROGATE, '\ufffd') : body;
  const pairs: FormPair[] = [];
  // `URLSearchParams` drops one leading question mark, so this does too.
  let start = text.startsWith('?') ? 1 : 0;
  let equals = -1;
  while (start < text.length) {
    const end = placeOf('&', text, start);
    // Looked for once only where it is in a later field.
    if (equals < start) equals = placeOf('=', text, start);
    if (equals < end) pairs.push([decode(text.slice(start, equals)), decode(text.slice(equals + 1, end))]);
    else if (end > start) pairs.push([decode(text.slice(start, end)), '']);
    start = end + 1;
  }
  return pairs;
}

/** The end of the text where there is none. */
function placeOf(mark: string, text: string, start: number): number {
  const found = text.indexOf(mark, start);
  return found === -1 ? text.length : found;
}

const ENCODED = /%[0-9a-f]{2}/i;

function decode(raw: string): string {
  const spaced = raw.includes('+') ? raw.replaceAll('+', ' ') : raw;
  // Node's own unescape is the one inside its `URLSearchParams`: what becomes of broken sequences is then the same.
  return raw.includes('%') && ENCODED.test(raw) ? unescape(spaced) : spaced;
}
