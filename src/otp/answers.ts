import type { OtpResponse } from '../runtime/ports.ts';
import type { CheckLimits, CheckVerdict } from '../runtime/otp-store.ts';
import { checksLeft, nextCheckAt } from './policy.ts';

/** The code went to the far side; `resendAfter` is the milliseconds until another may follow. */
export function sentAnswer(sent: {
  readonly systemOtp: string;
  readonly expiresAt: number;
  readonly resendAfter: number;
}): OtpResponse {
  return {
    status: 200,
    body: {
      status: 'sent',
      systemOtp: sent.systemOtp,
      expiresAt: new Date(sent.expiresAt).toISOString(),
      resendAfter: seconds(sent.resendAfter),
    },
  };
}

/** Why no code went out, for reasons that do not pass by waiting a known time. */
export function refusedAnswer(status: 'bad_number' | 'not_allowed' | 'provider_down'): OtpResponse {
  return REFUSALS[status];
}

const REFUSALS = {
  bad_number: refusal(
    400,
    'bad_number',
    'toNumber is no mobile number that a text can reach. Send it with its country code, as in +14155550132.',
  ),
  not_allowed: refusal(403, 'not_allowed', 'Texts to this number are not allowed here. Ask for another number.'),
  provider_down: refusal(503, 'provider_down', 'The text did not go out. Try again with a new Idempotency-Key in a minute.'),
} as const;

/** No or a wrong key. */
export const UNAUTHORIZED = refusal(
  401,
  'unauthorized',
  'The key is missing or wrong. Send the header "Authorization: Bearer" with SECRET_OTP_KEY.',
);

/** The key of an earlier call with another request. */
export const KEY_REUSED = refusal(
  422,
  'idempotency_key_reused',
  'This Idempotency-Key came with another request before, so nothing was done. Use a new key for a new request.',
);

/** `systemOtp` or `userOtp` is no text. */
export const MALFORMED_CHECK: OtpResponse = {
  status: 400,
  body: {
    verified: false,
    status: 'malformed',
    attemptsLeft: null,
    message: 'systemOtp and userOtp must both be texts and not empty, so nothing was checked. Send them as JSON strings.',
  },
};

function refusal(status: number, word: string, message: string): OtpResponse {
  return { status, body: { status: word, message } };
}

/** Too many sends; `wait` is the milliseconds until there is room. */
export function tooManySends(wait: number): OtpResponse {
  const retryAfter = seconds(wait);
  return { status: 429, body: { status: 'too_many_sends', retryAfter }, retryAfter };
}

/** What a check came to, in the words of the endpoint. */
export function checkAnswer(verdict: CheckVerdict, limits: CheckLimits, now: number): OtpResponse {
  switch (verdict.as) {
    case 'approved':
    case 'wrong_code':
      return verified(verdict.as, checksLeft(verdict.usage, limits));
    case 'day_limit': {
      const retryAfter = seconds(nextCheckAt(verdict.usage, limits) - now);
      return { status: 429, body: { verified: false, status: 'too_many_checks', attemptsLeft: 0, retryAfter }, retryAfter };
    }
    default:
      return verified(verdict.as, 0);
  }
}

function verified(status: string, attemptsLeft: number): OtpResponse {
  return { status: 200, body: { verified: status === 'approved', status, attemptsLeft } };
}

/** Rounded up, so that whoever waits this long has waited long enough. */
function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}
