import type { FormPair } from './form.ts';
import { createSignatureCheck, type SignatureOptions } from './signature.ts';

/** What of a request may say which address was signed. Anybody can write these headers, so they are hints and nothing more. */
export interface Arrived {
  /** Path and query as they arrived. */
  readonly path: string;
  readonly hosts: readonly (string | undefined)[];
  readonly port: string | undefined;
  readonly prefix: string | undefined;
}

/** Why a signature did not fit, and what to do about it. */
export interface Misfit {
  readonly reason: string;
  readonly urlChecked: string;
  readonly signedFor: string | null;
  readonly hint: string;
}

/** What explaining needs to know beside what the check does. */
export interface Explaining extends SignatureOptions {
  readonly accountSid: string;
}

/** A signature as Twilio makes them: the base64 of 20 bytes. */
const SIGNATURE = /^[\w+/]{27}=$/;
/** A message's form is far smaller. One hash of each form is made for each address that is tried. */
const LARGEST_FORM = 6_000;
const HOST = /^[\w.:[\]-]{1,253}$/;
const PREFIX = /^(?:\/[\w.~-]{1,60}){1,5}$/;

/** Looks for the address that a signature which did not fit may have been made for. */
export function explainSignature(
  options: Explaining,
  arrived: Arrived,
  pairs: readonly FormPair[],
  signature: string | undefined,
): Misfit {
  const urlChecked = options.publicUrl + arrived.path;
  if (signature === undefined || signature === '') {
    const hint = 'Twilio signs every webhook, so this one came from somebody else, or something on the way took the header off.';
    return { reason: 'It had no signature.', urlChecked, signedFor: null, hint };
  }
  const isPlausible = SIGNATURE.test(signature) && sizeOf(pairs) <= LARGEST_FORM;
  const signed = isPlausible ? findSigned(options, arrived, pairs, signature) : null;
  if (!signed) return { reason: 'Its signature does not fit.', urlChecked, signedFor: null, hint: blame(options, pairs) };
  const { base, path, token } = signed;
  const webhook = `${options.publicUrl}/webhooks/twilio`;
  const remedy =
    base === options.publicUrl
      ? `Twilio calls ${path} in place of ${arrived.path}. Set the webhook of the number to ${webhook}, or run: npx parley connect`
      : `Put this line into .env and start again: PUBLIC_URL=${base} (or point the webhook of the number to ${webhook}, as npx parley connect does).`;
  const hint = `${remedy} It was signed with ${nameOf(options, token)}, which is right.`;
  return { reason: 'It was signed for another address.', urlChecked, signedFor: base + path, hint };
}

function findSigned(options: Explaining, arrived: Arrived, pairs: readonly FormPair[], signature: string) {
  for (const { base, path } of candidates(options.publicUrl, arrived)) {
    for (const token of options.tokens) {
      const isSigned = createSignatureCheck({ publicUrl: base, tokens: [token] });
      if (isSigned(path, pairs, signature)) return { base, path, token };
    }
  }
  return null;
}

/** Other schemes, hosts, ports and paths in front that the request names, and the path with or without its last slash. */
function candidates(publicUrl: string, { path, hosts, port, prefix }: Arrived): { base: string; path: string }[] {
  const { host: publicHost, hostname, pathname } = new URL(publicUrl);
  const named = [publicHost, hostname, ...hosts].filter((one) => one !== undefined).filter((one) => HOST.test(one));
  const withPort = /^\d{2,5}$/.test(port ?? '') ? named.map((one) => `${one.replace(/:\d+$/, '')}:${port}`) : [];
  const inFront = new Set([pathname.replace(/\/+$/, ''), '', ...(PREFIX.test(prefix ?? '') ? [prefix ?? ''] : [])]);
  const origins = [...new Set([...named, ...withPort])].flatMap((one) => [`https://${one}`, `http://${one}`]);
  const bases = origins.flatMap((origin) => [...inFront].map((front) => origin + front));
  const [way = '', query] = path.split('?');
  const other = (way.endsWith('/') ? way.slice(0, -1) : `${way}/`) + (query === undefined ? '' : `?${query}`);
  return [...new Set([publicUrl, ...bases])].flatMap((base) => [
    { base, path },
    { base, path: other },
  ]);
}

/** What is most likely wrong when no address fits. */
function blame(options: Explaining, pairs: readonly FormPair[]): string {
  const account = new Map(pairs).get('AccountSid') ?? '';
  if (/^AC[0-9a-f]{32}$/.test(account) && account !== options.accountSid)
    return `It is for the account ending in ${account.slice(-4)}, and TWILIO_ACCOUNT_SID ends in ${options.accountSid.slice(-4)}. Each account, and each subaccount, signs with its own token.`;
  const known = options.tokens.map((token) => nameOf(options, token)).join(' and ');
  return `No address that we can think of was signed with ${known}. Compare that with the auth token of the account in Twilio's console; while it is being changed, put the new one into TWILIO_AUTH_TOKEN and the old one into TWILIO_AUTH_TOKEN_PREVIOUS. npx parley doctor helps.`;
}

/** The setting, and the end of its value: enough to know it again, and too little to use it. */
function nameOf({ tokens }: SignatureOptions, token: string): string {
  const name = token === tokens[0] ? 'TWILIO_AUTH_TOKEN' : 'TWILIO_AUTH_TOKEN_PREVIOUS';
  return token.length < 16 ? name : `${name} (…${token.slice(-4)})`;
}

function sizeOf(pairs: readonly FormPair[]): number {
  return pairs.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}
