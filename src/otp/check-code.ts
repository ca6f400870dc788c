import type { OtpRequest, OtpResponse } from '../runtime/ports.ts';
import { checkAnswer, KEY_REUSED, MALFORMED_CHECK } from './answers.ts';
import { challengeId, codeHash, contactHash } from './keyed-hash.ts';
import { checkLimits, PAUSE } from './policy.ts';
import { readCall, readField } from './request.ts';
import type { OtpServiceOptions } from './options.ts';

/** Answers an authorised request to check a code. */
export function createCheckCode(options: OtpServiceOptions): (request: OtpRequest) => Promise<OtpResponse> {
  const { store, clock, logger, keys, maxChecks } = options;
  return async (request) => {
    const now = clock.now();
    const systemOtp = readField(request.body, 'systemOtp');
    const userOtp = readField(request.body, 'userOtp');
    const call = readCall(request, { key: keys.otp, route: 'verify', fields: [systemOtp, userOtp], now });
    if (typeof systemOtp !== 'string' || systemOtp === '' || typeof userOtp !== 'string' || userOtp === '') {
      if (call === null) return MALFORMED_CHECK;
      const outcome = await store.remember({ call, answer: MALFORMED_CHECK, now });
      return outcome.as === 'conflict' ? KEY_REUSED : outcome.answer;
    }
    const id = challengeId(keys.otp, systemOtp);
    const limits = checkLimits({ maxChecks, hasContact: request.contact !== null });
    const outcome = await store.check({
      id,
      contact: contactHash(keys.otp, request.contact),
      proof: codeHash(keys.otp, id, userOtp),
      now,
      pausedUntil: now + PAUSE,
      limits,
      call,
      answer: (verdict) => checkAnswer(verdict, limits, now),
    });
    if (outcome.as === 'conflict') return KEY_REUSED;
    logger.info({ status: String(outcome.answer.body['status']) }, 'otp check');
    return outcome.answer;
  };
}
