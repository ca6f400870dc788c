import { createHmac, timingSafeEqual } from 'node:crypto';
import { unescape } from 'node:querystring';

/** What the floor needs of a webhook. */
export interface FloorMessage {
  readonly sid: string;
  readonly person: string;
  readonly text: string;
}

/** Reads a signed form; null when its signature is wrong. */
export function readSigned(
  body: string,
  signature: string,
  at: { readonly url: string; readonly token: string },
): FloorMessage | null {
  const fields: [name: string, value: string][] = body.split('&').map((field) => {
    const equals = field.indexOf('=');
    return [field.slice(0, equals), decode(field.slice(equals + 1))];
  });
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  let signed = at.url;
  for (const [name, value] of fields) signed += name + value;
  const right = createHmac('sha1', at.token).update(signed).digest('base64');
  if (signature.length !== right.length || !timingSafeEqual(Buffer.from(signature), Buffer.from(right))) return null;
  const read = (name: string) => fields.find(([one]) => one === name)?.[1] ?? '';
  return { sid: read('MessageSid'), person: read('From'), text: read('Body').trim() };
}

function decode(value: string): string {
  const spaced = value.includes('+') ? value.replaceAll('+', ' ') : value;
  return spaced.includes('%') ? unescape(spaced) : spaced;
}
