import { createHmac, timingSafeEqual } from 'node:crypto';
import { readBearer } from '../lib/bearer-token.ts';
import type { ContactKey } from '../runtime/ports.ts';

/** Every hash names what it is of, so that one kind can never stand for another. */
type Kind = 'phone' | 'prefix' | 'contact' | 'code' | 'call' | 'request' | 'bearer' | 'reference';

/** 32 bytes that only the holder of `key` can make from `parts`. */
export function keyedHash(key: Buffer, kind: Kind, parts: readonly string[]): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([kind, ...parts]))
    .digest();
}

/** The hash of a contact; callers from outside the process share one. */
export function contactHash(key: Buffer, contact: ContactKey | null): Buffer {
  return keyedHash(key, 'contact', contact === null ? [] : [contact.ours, contact.channel, contact.theirs]);
}

/** The id that a challenge rests under: whoever reads it there cannot make the reference from it. */
export function challengeId(key: Buffer, reference: string): string {
  return keyedHash(key, 'reference', [reference]).toString('base64url');
}

/** The hash that a challenge keeps of its code. */
export function codeHash(key: Buffer, challenge: string, code: string): Buffer {
  return keyedHash(key, 'code', [challenge, code]);
}

/** Whether an `Authorization` header carries `token`, in a time that tells nothing of it. */
export function bearsToken(key: Buffer, header: string | undefined, token: string): boolean {
  const given = readBearer(header);
  const same = timingSafeEqual(keyedHash(key, 'bearer', [given ?? '']), keyedHash(key, 'bearer', [token]));
  return same && given !== undefined;
}
