import type { Stores } from '../db/open-store.ts';
import { createPacer, unpaced } from './channels/pacer.ts';
import { createSharedPacer } from './channels/shared-pacer.ts';
import { createTwilioChannel } from './channels/twilio/send.ts';
import type { Config } from './config/config.ts';
import type { Scope } from './engine/scope.ts';
import type { Attributes } from './engine/value.ts';
import { deriveKeys, Sealer } from './lib/seal.ts';
import type { SlotStore } from './runtime/cluster.ts';
import type { Clock, Pacer } from './runtime/ports.ts';

/** Where Twilio tells what became of a text. */
export const STATUS_PATH = '/webhooks/twilio/status';

const TWILIO_API = 'https://api.twilio.com';

/** Encrypts what is kept; reads what was kept under the key before, too. */
export function createSealer({ secretKey, secretKeyPrevious }: Config): Sealer {
  return new Sealer([secretKey, ...(secretKeyPrevious ? [secretKeyPrevious] : [])].map((key) => deriveKeys(key).seal));
}

/** Paces what leaves: over all processes where they share a database. */
export function createPacerFor(config: Config, isSimulated: boolean, slots: SlotStore | null, clock: Clock): Pacer {
  if (isSimulated) return unpaced;
  return slots ? createSharedPacer({ rate: config.sendRate, slots, clock }) : createPacer(config.sendRate);
}

/** What the service for codes has to know of the settings. */
export function readOtpOptions(config: Config, { otpStore, keys }: Stores) {
  return {
    store: otpStore,
    keys: { otp: keys.otp, otpKey: config.apiSecrets['OTP_KEY'] ?? '' },
    brand: config.brand,
    ttl: config.otp.ttl,
    maxChecks: config.otp.maxChecks,
    sendsPerHour: config.otp.sendsPerHour,
    allowedCountries: config.allowedCountries,
    testOtp: config.testOtp,
  };
}

/** What APIs may read of the account; all null in local mode. */
export function twilioScope({ twilio }: Config) {
  return {
    accountSid: twilio?.accountSid ?? null,
    authToken: twilio?.authToken ?? null,
    fromNumber: twilio?.fromNumber ?? null,
  };
}

/** What an API reads when no conversation calls it. */
export function sampleScope(attributes: Attributes, address: string): Scope {
  const nobody = { name: null, language: null, verified: false, verified_phone: null, verified_at: null };
  const contact = { address, channel: 'sms' as const, ...nobody };
  return { attributes, contact, message: null, flow: { id: 'try', name: 'Try' } };
}

/** Where Twilio Verify is and which service is ours; null when none is set. A stand-in for Twilio takes Verify too. */
export function verifyService({ twilio }: Config) {
  if (!twilio?.verifyServiceSid) return null;
  return {
    origin: twilio.apiUrl === TWILIO_API ? 'https://verify.twilio.com' : twilio.apiUrl,
    serviceSid: twilio.verifyServiceSid,
  };
}

/** A stand-in is a setting and may be inside our network, so the guard lets Verify's calls through to it. */
export function standInHosts({ twilio }: Config): readonly string[] {
  return twilio?.verifyServiceSid && twilio.apiUrl !== TWILIO_API ? [new URL(twilio.apiUrl).host] : [];
}

/** The number of ours by the settings, on both channels. */
export function ownNumbers(fromNumber: string | null) {
  return fromNumber === null ? [] : (['sms', 'whatsapp'] as const).map((channel) => ({ ours: fromNumber, channel }));
}

/** The way out by Twilio, which is there in live mode. */
export function createChannel({ twilio, publicUrl }: Config) {
  if (!twilio) throw new Error('There is no Twilio account to send with.');
  const { accountSid, authToken, apiKey, apiSecret, apiUrl, messagingServiceSid } = twilio;
  const key = apiKey !== null && apiSecret !== null ? { apiKey, apiSecret } : {};
  return createTwilioChannel({
    accountSid,
    authToken,
    ...key,
    apiUrl,
    messagingServiceSid,
    statusCallbackUrl: `${publicUrl}${STATUS_PATH}`,
  });
}
