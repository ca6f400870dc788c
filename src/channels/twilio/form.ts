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
  while (start < text.length) {
    const found = text.indexOf('&', start);
    const end = found === -1 ? text.length : found;
    if (end > start) pairs.push(readPair(text.slice(start, end)));
    start = end + 1;
  }
  return pairs;
}

function readPair(field: string): FormPair {
  const equals = field.indexOf('=');
  if (equals === -1) return [decode(field), ''];
  return [decode(field.slice(0, equals)), decode(field.slice(equals + 1))];
}

const ENCODED = /%[0-9a-f]{2}/i;

function decode(raw: string): string {
  const spaced = raw.includes('+') ? raw.replaceAll('+', ' ') : raw;
  // Node's own unescape is the one inside its `URLSearchParams`: what becomes of broken sequences is then the same.
  return spaced.includes('%') && ENCODED.test(spaced) ? unescape(spaced) : spaced;
}
