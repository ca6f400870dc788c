import { openAccount, type TwilioAccount } from '../channels/twilio/account.ts';
import type { TwilioConfig } from '../config/twilio.ts';
import { systemClock } from '../runtime/system.ts';

const TIMEOUT = 10_000;

/** The account of the settings, for commands that ask or change it. */
export function accountOf(twilio: TwilioConfig): TwilioAccount {
  const { accountSid, authToken, apiKey, apiSecret, apiUrl, fromNumber, messagingServiceSid } = twilio;
  const key = apiKey !== null && apiSecret !== null ? { apiKey, apiSecret } : {};
  return openAccount({
    accountSid,
    authToken,
    ...key,
    apiUrl,
    timeoutMs: TIMEOUT,
    fromNumber,
    messagingServiceSid,
    now: () => systemClock.now(),
  });
}
