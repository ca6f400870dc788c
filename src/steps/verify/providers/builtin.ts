import type { ApiAnswer } from '../../../engine/api.ts';
import type { CheckVerdict, SendVerdict } from '../verdicts.ts';
import { bodyField, checksLeft, type Provider, retryAfter, wordOf } from './provider.ts';

const SEND_VERDICTS: ReadonlyMap<string, SendVerdict['verdict']> = new Map([
  ['sent', 'sent'],
  ['bad_number', 'bad_number'],
  ['not_allowed', 'not_allowed'],
  ['too_many_sends', 'too_many_sends'],
]);

/** A reference that the service does not know any more is that of a code that is over. */
const CHECK_VERDICTS: ReadonlyMap<string, CheckVerdict['verdict']> = new Map([
  ['approved', 'approved'],
  ['wrong_code', 'wrong_code'],
  ['expired', 'expired'],
  ['unknown', 'expired'],
  ['too_many_checks', 'too_many_checks'],
]);

/** This server's own OTP service. */
export const builtin: Provider = {
  method: 'builtin',
  keepsBudgets: true,
  send: 'builtin:send',
  check: 'builtin:check',
  judgeSend: (answer) => ({
    verdict: SEND_VERDICTS.get(wordOf(answer, 'status')) ?? 'provider_down',
    ...expiry(answer),
    ...waits(answer),
  }),
  judgeCheck: (answer) => {
    const verdict = CHECK_VERDICTS.get(wordOf(answer, 'status')) ?? 'provider_down';
    return { verdict, ...checksLeft(answer), ...retryAfter(answer) };
  },
};

function expiry(answer: ApiAnswer): { readonly expiresAt?: number } {
  const told = bodyField(answer, 'expiresAt');
  const expiresAt = typeof told === 'string' ? Date.parse(told) : Number.NaN;
  return Number.isFinite(expiresAt) ? { expiresAt } : {};
}

function waits(answer: ApiAnswer): { readonly retryAfter?: number } {
  const seconds = bodyField(answer, 'resendAfter');
  return typeof seconds === 'number' ? { retryAfter: seconds * 1000 } : retryAfter(answer);
}
