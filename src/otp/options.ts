import type { OtpStore } from '../runtime/otp-store.ts';
import type { Clock, Logger, Random, TextSender } from '../runtime/ports.ts';

/** What the OTP service is built from. */
export interface OtpServiceOptions {
  readonly store: OtpStore;
  readonly texts: TextSender;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** `otp` keys every hash at rest; `otpKey` is the token that callers show. */
  readonly keys: { readonly otp: Buffer; readonly otpKey: string };
  readonly brand: string;
  /** Milliseconds a code lives; never more than ten minutes. */
  readonly ttl: number;
  readonly maxChecks: number;
  /** Texts in an hour, all numbers together. */
  readonly sendsPerHour: number;
  /** Null serves every country. */
  readonly allowedCountries: readonly string[] | null;
  /** Fixed codes of test phones by E.164 number, until a time in wall milliseconds; null: none. */
  readonly testOtp: { readonly codes: ReadonlyMap<string, string>; readonly until: number } | null;
  /** The country of our own number, for numbers written without one. */
  readonly region: string | undefined;
  /** The number that we text from. */
  readonly ours: string;
}
