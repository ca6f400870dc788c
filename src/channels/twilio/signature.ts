import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'node:querystring';

import type { FormPair } from './form.ts';

export interface SignatureOptions {
  /** Where Twilio reaches us, without a trailing slash. The URL signed is this plus path and query, never a header's. */
  readonly publicUrl: string;
  /** Auth tokens that may have signed; more than one while a token is being changed. */
  readonly tokens: readonly string[];
}

/**
 * Says whether `signature` (the `X-Twilio-Signature` header) was made by a holder of one of the tokens for this path,
 * query and form. `path` is the path and query as they arrived. Answers as `twilio.validateRequest` does and never throws.
 */
export type SignatureCheck = (path: string, pairs: readonly FormPair[], signature: string | undefined) => boolean;

/** Builds the check once, so that a webhook costs one hash when it is genuine and the public URL names the port Twilio signs. */
export function createSignatureCheck(options: SignatureOptions): SignatureCheck {
  // An empty token would let anyone sign.
  const keys = options.tokens.filter((token) => token !== '').map((token) => createSecretKey(token, 'utf8'));
  const origins = portForms(options.publicUrl);
  return (path, pairs, signature) => {
    // A path that is not a path could lengthen the host name.
    if (signature === undefined || signature === '' || !path.startsWith('/')) return false;
    const given = Buffer.from(signature);
    const fields = canonicalFields(pairs);
    const signs = (url: string): boolean => keys.some((key) => matches(given, key, url + fields));
    const received = origins.map((origin) => origin + path);
    if (received.some(signs)) return true;
    return rewrittenForms(options.publicUrl + path).some((url) => !received.includes(url) && signs(url));
  };
}

function matches(given: Buffer, key: KeyObject, signed: string): boolean {
  const expected = Buffer.from(createHmac('sha1', key).update(signed, 'utf8').digest('base64'));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Names with their values, sorted, a pair that comes twice counted once: what Twilio appends to the URL. */
function canonicalFields(pairs: readonly FormPair[]): string {
  const sorted = pairs.toSorted(byNameThenValue);
  let fields = '';
  let last: FormPair | undefined;
  for (const pair of sorted) {
    if (last !== undefined && pair[0] === last[0] && pair[1] === last[1]) continue;
    fields += pair[0] + pair[1];
    last = pair;
  }
  return fields;
}

function byNameThenValue(a: FormPair, b: FormPair): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  if (a[1] === b[1]) return 0;
  return a[1] < b[1] ? -1 : 1;
}

const AUTHORITY = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i;
const PORT = /:[^:\]]*$/;

/** The URL as it is, and the one with its port left out or the scheme's own port put in. Twilio signs either. */
function portForms(url: string): readonly string[] {
  const found = AUTHORITY.exec(url);
  if (found === null) return [url];
  const [whole, scheme = '', authority = ''] = found;
  const userEnd = authority.lastIndexOf('@') + 1;
  const host = authority.slice(userEnd);
  const rest = url.slice(whole.length);
  const start = `${scheme}://${authority.slice(0, userEnd)}`;
  if (PORT.test(host)) return [url, start + host.replace(PORT, '') + rest];
  return [url, `${start}${host}:${scheme.toLowerCase() === 'https' ? '443' : '80'}${rest}`];
}

/** The URL as `new URL` writes it, and with its query escaped anew: some of Twilio's senders sign these. */
function rewrittenForms(url: string): readonly string[] {
  if (!URL.canParse(url)) return [];
  const forms = portForms(new URL(url).toString());
  return [...forms, ...forms.map(withEscapedQuery)];
}

function withEscapedQuery(url: string): string {
  const start = url.indexOf('?');
  if (start === -1 || start === url.length - 1) return url;
  return `${url.slice(0, start)}?${stringify(parse(url.slice(start + 1)))}`;
}
