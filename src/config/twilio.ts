import type { SettingName } from './env.ts';
import type { SettingReader } from './setting-reader.ts';
import { parseOrigin } from './values.ts';

/** The Twilio account. Numbers are without a channel prefix; `apiUrl` is an origin without a final slash. */
export interface TwilioConfig {
  readonly accountSid: string;
  readonly authToken: string;
  readonly previousAuthToken: string | null;
  readonly apiKey: string | null;
  readonly apiSecret: string | null;
  readonly fromNumber: string | null;
  readonly messagingServiceSid: string | null;
  readonly verifyServiceSid: string | null;
  readonly apiUrl: string;
}

type TwilioName = Extract<SettingName, `TWILIO_${string}`>;

const twilioNames = [
  'TWILIO_ACCOUNT_SID',
  'TWILIO_AUTH_TOKEN',
  'TWILIO_AUTH_TOKEN_PREVIOUS',
  'TWILIO_API_KEY',
  'TWILIO_API_SECRET',
  'TWILIO_FROM_NUMBER',
  'TWILIO_MESSAGING_SERVICE_SID',
  'TWILIO_VERIFY_SERVICE_SID',
  'TWILIO_API_URL',
] as const satisfies readonly TwilioName[];

/** The account, or null when no Twilio setting is set at all. Whatever is missing or malformed is left as a problem with the reader. */
export function readTwilio(reader: SettingReader): TwilioConfig | null {
  const given = twilioNames.filter((name) => reader.given(name) !== null);
  if (given.length === 0) return null;
  requireWhole(reader, given);
  return {
    accountSid: readSid(reader, 'TWILIO_ACCOUNT_SID', 'AC') ?? '',
    authToken: reader.given('TWILIO_AUTH_TOKEN') ?? '',
    previousAuthToken: reader.given('TWILIO_AUTH_TOKEN_PREVIOUS'),
    apiKey: readSid(reader, 'TWILIO_API_KEY', 'SK'),
    apiSecret: reader.given('TWILIO_API_SECRET'),
    fromNumber: readFromNumber(reader),
    messagingServiceSid: readSid(reader, 'TWILIO_MESSAGING_SERVICE_SID', 'MG'),
    verifyServiceSid: readSid(reader, 'TWILIO_VERIFY_SERVICE_SID', 'VA'),
    apiUrl: reader.read('TWILIO_API_URL', parseOrigin, 'an http or https origin without a path', ''),
  };
}

function requireWhole(reader: SettingReader, given: readonly TwilioName[]): void {
  const isSet = (name: TwilioName) => given.includes(name);
  const set = given.find((name) => name === 'TWILIO_ACCOUNT_SID' || name === 'TWILIO_AUTH_TOKEN') ?? given[0];
  for (const name of ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'] as const) {
    if (!isSet(name)) requireWith(reader, name, set, `or unset every TWILIO_ setting to run in local mode with the simulator`);
  }
  if (!isSet('TWILIO_FROM_NUMBER') && !isSet('TWILIO_MESSAGING_SERVICE_SID')) {
    reader.require(
      'TWILIO_FROM_NUMBER',
      `${set} is set but neither TWILIO_FROM_NUMBER nor TWILIO_MESSAGING_SERVICE_SID is: there is nothing to send from.`,
      'Set TWILIO_FROM_NUMBER to your Twilio number, or TWILIO_MESSAGING_SERVICE_SID to a Messaging Service.',
    );
  }
  if (isSet('TWILIO_API_KEY') && !isSet('TWILIO_API_SECRET')) {
    requireWith(reader, 'TWILIO_API_SECRET', 'TWILIO_API_KEY', 'or unset both to use the auth token');
  }
  if (isSet('TWILIO_API_SECRET') && !isSet('TWILIO_API_KEY')) {
    requireWith(reader, 'TWILIO_API_KEY', 'TWILIO_API_SECRET', 'or unset both to use the auth token');
  }
}

function requireWith(reader: SettingReader, missing: TwilioName, set: TwilioName | undefined, otherwise: string): void {
  reader.require(
    missing,
    `${set} is set but ${missing} is not.`,
    `Set ${missing} too (the Twilio console shows it), ${otherwise}.`,
  );
}

function readSid(reader: SettingReader, name: TwilioName, prefix: string): string | null {
  const shape = new RegExp(`^${prefix}[0-9a-f]{32}$`, 'i');
  return reader.read(name, (text) => (shape.test(text) ? text : null), `of the form ${prefix} and 32 hex digits`, null);
}

function readFromNumber(reader: SettingReader): string | null {
  const wanted = 'a number in international form without whatsapp:, or a short code';
  return reader.read('TWILIO_FROM_NUMBER', (text) => (/^(\+[1-9]\d{6,14}|\d{5,6})$/.test(text) ? text : null), wanted, null);
}
