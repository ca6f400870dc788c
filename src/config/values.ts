import { isIP } from 'node:net';
import { resolve } from 'node:path';

const HOST_NAME = /^(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?$/i;
const HOST_AND_PORT = /^(\[[0-9a-f:.]+\]|[^:[\]/@\s]+)(?::(\d{1,5}))?$/i;
const MAX_PORT = 65_535;

/** Where the data is: an absolute path to a SQLite file, or a Postgres URL (a secret: it may hold a password). */
export type Database = { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'postgres'; readonly url: string };

/** A parser of whole numbers from `least` to `most`; null for anything else. */
export function whole(least: number, most: number): (text: string) => number | null {
  return (text) => {
    if (!/^\d{1,15}$/.test(text)) return null;
    const number = Number(text);
    return number >= least && number <= most ? number : null;
  };
}

/** A number above 0, at most 1000; null for anything else. */
export function parseRate(text: string): number | null {
  if (!/^\d{1,4}(\.\d{1,6})?$/.test(text)) return null;
  const rate = Number(text);
  return rate > 0 && rate <= 1000 ? rate : null;
}

/** An IP address or a host name to listen on; null for anything else. */
export function parseHost(text: string): string | null {
  return isIP(text) > 0 || isHostName(text) ? text : null;
}

/** An http or https address without query, fragment or user, and without a final slash; null for anything else. */
function parseBaseUrl(text: string): string | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || /[?#]/.test(text)) return null;
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** As `parseBaseUrl`, but null also for the address of the webhook itself, which is what people copy from Twilio's page. */
export function parsePublicUrl(text: string): string | null {
  return /\/webhooks\/twilio\b/.test(text) ? null : parseBaseUrl(text);
}

/** As `parseBaseUrl`, but without a path too. */
export function parseOrigin(text: string): string | null {
  const url = parseBaseUrl(text);
  return url !== null && new URL(url).origin === url ? url : null;
}

/** A list of hosts, each with or without a port, in lower case; null when any entry is neither. */
export function parseHosts(text: string): string[] | null {
  const hosts = splitList(text).map((entry) => entry.toLowerCase());
  return hosts.every(isHostEntry) ? hosts : null;
}

/** A SQLite file relative to `cwd`, or a Postgres address; null for anything else. */
export function parseDatabase(text: string, cwd: string): Database | null {
  if (text.startsWith('postgres://')) return URL.canParse(text) ? { kind: 'postgres', url: text } : null;
  if (!text.startsWith('file:')) return null;
  const path = text.slice('file:'.length);
  if (path === '' || path.startsWith(':') || /[?#]|[/\\]$|(^|[/\\])\.{1,2}$/.test(path)) return null;
  if (path.startsWith('//') && !path.startsWith('///')) return null;
  return { kind: 'sqlite', file: resolve(cwd, path.replace(/^\/+/, '/')) };
}

/** 32 bytes from base64 or base64url; null for anything else. */
export function parseKey(text: string): Buffer | null {
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null;
  const key = Buffer.from(text, 'base64');
  return key.length === 32 ? key : null;
}

/** A parser of one of `words`; null for anything else. */
export function oneOf<const Word extends string>(...words: readonly Word[]): (text: string) => Word | null {
  return (text) => words.find((word) => word === text.toLowerCase()) ?? null;
}

/** A parser of text on one line of at most `most` characters; null for anything else. */
export function line(most: number): (text: string) => string | null {
  return (text) => (/\p{Cc}/u.test(text) || Array.from(text).length > most ? null : text);
}

/** The entries of a comma-separated list, without blanks and empty entries. */
export function splitList(text: string): string[] {
  const entries = text.split(',').map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '');
}

function isHostEntry(text: string): boolean {
  const [, host, port] = HOST_AND_PORT.exec(text) ?? [];
  if (host === undefined || (port !== undefined && (Number(port) < 1 || Number(port) > MAX_PORT))) return false;
  return host.startsWith('[') ? isIP(host.slice(1, -1)) === 6 : isHostName(host);
}

function isHostName(text: string): boolean {
  return text.length <= 253 && HOST_NAME.test(text);
}
