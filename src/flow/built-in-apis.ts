import type { Api } from '../engine/api.ts';
import { apiSchema } from './api-schema.ts';
import { compileApi } from './compile.ts';

/** Where the built-in APIs are. `verify` null: no service of Twilio Verify is set. */
export interface BuiltInPlaces {
  readonly verify: { readonly origin: string; readonly serviceSid: string } | null;
}

const OTP_KEY = { Authorization: 'Bearer {{ secret.OTP_KEY }}' };
const AGAIN = { attempts: 2, on: ['interrupted'] };

/** The APIs of the `verify` step that need no file, by ids that no file can have. */
export function builtInApis({ verify }: BuiltInPlaces): ReadonlyMap<string, Api> {
  const own = {
    'builtin:send': {
      name: 'Built-in: send a code',
      method: 'POST',
      url: 'internal:/otp/send',
      headers: OTP_KEY,
      body: { toNumber: '{{ phone }}', text: '{{ otp_text }}' },
      timeout: '8s',
      retry: AGAIN,
      save: { system_otp: '{{ response.body.systemOtp }}' },
    },
    'builtin:check': {
      name: 'Built-in: check a code',
      method: 'POST',
      url: 'internal:/otp/verify',
      headers: OTP_KEY,
      body: { systemOtp: '{{ system_otp }}', userOtp: '{{ user_otp }}' },
      timeout: '8s',
      retry: AGAIN,
    },
  };
  const all = { ...own, ...(verify === null ? {} : twilioVerify(verify.origin, verify.serviceSid)) };
  return new Map(Object.entries(all).map(([id, json]) => [id, compileApi(id, apiSchema.parse(json), false)]));
}

/** Neither call is made again by itself: a second send is a second text, and a second check of a right code finds nothing. */
function twilioVerify(origin: string, serviceSid: string) {
  const service = `${origin}/v2/Services/${serviceSid}`;
  const auth = { basic: { username: '{{ twilio.account_sid }}', password: '{{ twilio.auth_token }}' } };
  const base = { method: 'POST', encoding: 'form', auth, timeout: '7s' };
  return {
    'twilio-verify:send': {
      ...base,
      name: 'Twilio Verify: send a code',
      url: `${service}/Verifications`,
      body: { To: '{{ phone }}', Channel: 'sms' },
    },
    'twilio-verify:check': {
      ...base,
      name: 'Twilio Verify: check a code',
      url: `${service}/VerificationCheck`,
      body: { To: '{{ phone }}', Code: '{{ user_otp }}' },
    },
  };
}
