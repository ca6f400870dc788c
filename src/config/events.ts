import type { SettingReader } from './setting-reader.ts';

/** Where the owner's system hears of what happened, and the key that signs it. The key is a secret. */
export interface EventsConfig {
  readonly url: string;
  readonly secret: Buffer;
}

const PREFIX = 'whsec_';
const SECRET_FIX = 'Make one with: echo "whsec_$(openssl rand -base64 32)"';

/** Null when events are not wanted; problems are left with the reader. */
export function readEvents(reader: SettingReader): EventsConfig | null {
  const url = reader.read('EVENTS_URL', parseUrl, 'an http or https address without user and fragment', null);
  const secret = readSecret(reader);
  if (reader.given('EVENTS_URL') !== null && reader.given('EVENTS_SECRET') === null) {
    const message = 'EVENTS_URL is set but EVENTS_SECRET is not: events are signed, so that the receiver knows whose they are.';
    reader.require('EVENTS_SECRET', message, SECRET_FIX);
  }
  if (reader.given('EVENTS_URL') === null && reader.given('EVENTS_SECRET') !== null) {
    const message = 'EVENTS_SECRET is set but EVENTS_URL is not: there is nowhere to send events to.';
    reader.require('EVENTS_URL', message, 'Set it like this: EVENTS_URL=https://crm.example.com/parley, or unset both.');
  }
  return url !== null && secret !== null ? { url, secret } : null;
}

function readSecret(reader: SettingReader): Buffer | null {
  const text = reader.given('EVENTS_SECRET');
  if (text === null) return null;
  const secret = parseSecret(text);
  if (secret === null) reader.refuse('EVENTS_SECRET', 'is not whsec_ and 24 to 64 bytes in base64.', SECRET_FIX);
  return secret;
}

function parseSecret(text: string): Buffer | null {
  const coded = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : '';
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(coded) || coded.length % 4 !== 0) return null;
  const secret = Buffer.from(coded, 'base64');
  return secret.length >= 24 && secret.length <= 64 ? secret : null;
}

function parseUrl(text: string): string | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.username === '' && url.password === '' && !text.includes('#') ? url.href : null;
}
