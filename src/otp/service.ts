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
  const sendCode = createSendCode(options);
  const checkCode = createCheckCode(options);
  const withKey = (answer: (request: OtpRequest) => Promise<OtpResponse>) => async (request: OtpRequest) =>
    bearsToken(options.keys.otp, request.authorization, options.keys.otpKey) ? answer(request) : UNAUTHORIZED;
  return { send: withKey(sendCode), verify: withKey(checkCode) };
}
