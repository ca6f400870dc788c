import type { ApiAnswer } from '../../src/engine/api.ts';
import type { Flow } from '../../src/engine/flow.ts';
import type { Attributes } from '../../src/engine/value.ts';
import { answerOf, answerWith, WORLD } from './engine.ts';
import { flowOf, Talk } from './turns.ts';

export const REFERENCE = 'a-reference-that-is-secret';
const MINUTE = 60_000;

/** A flow whose one step verifies, with these keys. */
export function verifyFlow(keys: object = {}, more: object = {}): Flow {
  return flowOf({ ...more, steps: [{ id: 'check', type: 'verify', ...keys }, ...stepsFor(keys)] }, APIS);
}

const APIS = { 'text-code': {}, 'compare-code': {} };

/** An end for every step that the keys lead to. */
function stepsFor(keys: { readonly next?: string; readonly on?: Readonly<Record<string, string>> }): object[] {
  const targets = new Set([keys.next, ...Object.values(keys.on ?? {})].filter((id) => id !== undefined && id !== 'end'));
  return [...targets].map((id) => ({ id, type: 'end', outcome: id }));
}

/** The built-in service has sent a code, which works for ten minutes. */
export function sent(now: number = WORLD.now, resendAfter = 30): ApiAnswer {
  const expiresAt = new Date(now + 10 * MINUTE).toISOString();
  const answer = answerWith(200, { status: 'sent', systemOtp: REFERENCE, expiresAt, resendAfter });
  return { ...answer, saved: { system_otp: REFERENCE } };
}

/** The built-in service has checked a code. */
export function checked(status: string, attemptsLeft = 4): ApiAnswer {
  return answerWith(200, { verified: status === 'approved', status, attemptsLeft });
}

/** The built-in service refuses. */
export function refused(status: number, word: string, more: Attributes = {}): ApiAnswer {
  return answerWith(status, { status: word, ...more });
}

/** Nobody answered the call. */
export const UNREACHABLE = answerOf({ ok: false, failure: 'timeout', reason: 'No answer in time.', response: null });

/** A conversation that was just asked for its code. */
export function askedForCode(flow: Flow = verifyFlow(), phone = '+1 415 555 0132'): Talk {
  const talk = new Talk(flow, { country: 'US' });
  talk.start();
  talk.say(phone);
  talk.api(sent(talk.now));
  talk.now += 5_000;
  talk.time();
  return talk;
}
