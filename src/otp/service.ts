import type { OtpRequest, OtpResponse, OtpService } from '../runtime/ports.ts';
import { UNAUTHORIZED } from './answers.ts';
import { createCheckCode } from './check-code.ts';
import { bearsToken } from './keyed-hash.ts';
import type { OtpServiceOptions } from './options.ts';
import { createSendCode } from './send-code.ts';

/**
 * The service behind `/otp/send` and `/otp/verify`. Whatever a caller sends is answered; it rejects only when the store
 * does.
 */
export function createOtpService(options: OtpServiceOptions): OtpService {
  warnOfEndedTestCodes(options);
  const sendCode = createSendCode(options);
  const checkCode = createCheckCode(options);
  const withKey = (answer: (request: OtpRequest) => Promise<OtpResponse>) => async (request: OtpRequest) =>
    bearsToken(options.keys.otp, request.authorization, options.keys.otpKey) ? answer(request) : UNAUTHORIZED;
  return { send: withKey(sendCode), verify: withKey(checkCode) };
}

function warnOfEndedTestCodes({ testOtp, clock, logger }: OtpServiceOptions): void {
  if (testOtp === null || testOtp.until > clock.now()) return;
  logger.warn({ phones: testOtp.codes.size }, 'TEST_OTP_UNTIL has passed, so TEST_OTP does nothing any more. Unset both');
}
