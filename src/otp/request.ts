import type { OtpCall } from '../runtime/otp-store.ts';
import type { OtpRequest } from '../runtime/ports.ts';
import { contactHash, keyedHash } from './keyed-hash.ts';
import { CALL_MEMORY } from './policy.ts';

/** A field of a JSON body, whatever the body is; undefined when it is not there. */
export function readField(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return undefined;
  return (body as Record<string, unknown>)[name];
}

/**
 * The call behind an `Idempotency-Key`, or null without one. `fields` are those the endpoint reads: nothing is derived
 * from the others, which may hold an account's token.
 */
export function readCall(
  request: OtpRequest,
  call: { readonly key: Buffer; readonly route: 'send' | 'verify'; readonly fields: readonly unknown[]; readonly now: number },
): OtpCall | null {
  if (request.idempotencyKey === undefined || request.idempotencyKey === '') return null;
  const contact = contactHash(call.key, request.contact).toString('base64');
  // What is no text is refused whatever it is, so its kind says enough.
  const said = call.fields.flatMap((field) => (typeof field === 'string' ? ['text', field] : ['other', typeof field]));
  return {
    key: keyedHash(call.key, 'call', [call.route, request.idempotencyKey]),
    request: keyedHash(call.key, 'request', [contact, ...said]),
    keptUntil: call.now + CALL_MEMORY,
  };
}
