import { describeError } from '../lib/errors.ts';
import type { OtpRequest, OtpResponse, OtpService } from '../runtime/ports.ts';
import { type Attempt, type Begin, failed } from './attempt.ts';

/** An attempt at one of this server's own OTP endpoints, without a socket in between. */
export function sendInProcess(service: OtpService, route: 'send' | 'verify', request: OtpRequest): Begin {
  return (settle) => {
    answerOf(service, route, request).then(settle, (error: unknown) =>
      settle(failed('network', `The built-in OTP service failed: ${describeError(error)}. Look at the server's log.`)),
    );
    return () => undefined;
  };
}

async function answerOf(service: OtpService, route: 'send' | 'verify', request: OtpRequest): Promise<Attempt> {
  const response: OtpResponse = await service[route](request);
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (response.retryAfter !== undefined) headers['retry-after'] = String(response.retryAfter);
  return { as: 'answer', status: response.status, headers, text: JSON.stringify(response.body) };
}
