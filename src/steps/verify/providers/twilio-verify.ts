import type { ApiAnswer } from '../../../engine/api.ts';
import type { CheckVerdict, ProviderVerdict } from '../verdicts.ts';
import { bodyField, type Provider, retryAfter, wordOf } from './provider.ts';

/** Verify takes five sends in ten minutes, and a code lives that long; it does not say how much of it is left. */
const WINDOW = 10 * 60_000;

/** Twilio's error codes that mean something to the person. */
const ERRORS: ReadonlyMap<number, ProviderVerdict> = new Map([
  [60_200, 'bad_number'],
  [60_205, 'bad_number'],
  [21_211, 'bad_number'],
  [60_202, 'too_many_checks'],
  [60_203, 'too_many_sends'],
  [60_212, 'too_many_sends'],
  [60_410, 'blocked'],
  [60_238, 'blocked'],
  [60_605, 'not_allowed'],
  [21_610, 'not_allowed'],
]);

/** A wrong code is no error for Verify: the verification stays pending. */
const STATUSES: ReadonlyMap<string, CheckVerdict['verdict']> = new Map([
  ['approved', 'approved'],
  ['pending', 'wrong_code'],
  ['expired', 'expired'],
  ['canceled', 'expired'],
  ['deleted', 'expired'],
  ['max_attempts_reached', 'too_many_checks'],
]);

/** Twilio Verify v2. A check of a code that expired, was used or was approved finds nothing: 404 with 20404. */
export const twilioVerify: Provider = {
  method: 'twilio-verify',
  keepsBudgets: false,
  send: 'twilio-verify:send',
  check: 'twilio-verify:check',
  judgeSend: (answer) => {
    if (answer.ok) return { verdict: 'sent' };
    const verdict = errorOf(answer) ?? 'provider_down';
    return verdict === 'too_many_sends'
      ? { verdict, retryAfter: WINDOW, ...retryAfter(answer) }
      : { verdict, ...retryAfter(answer) };
  },
  judgeCheck: (answer) => {
    if (answer.ok) return { verdict: STATUSES.get(wordOf(answer, 'status')) ?? 'provider_down' };
    if (answer.response?.status === 404) return { verdict: 'expired' };
    const verdict = errorOf(answer);
    // What it cannot even read as a code is a wrong one.
    return { verdict: verdict === 'bad_number' ? 'wrong_code' : (verdict ?? 'provider_down') };
  },
};

function errorOf(answer: ApiAnswer): ProviderVerdict | undefined {
  return ERRORS.get(Number(bodyField(answer, 'code')));
}
