import type { OtpControl } from '../runtime/ports.ts';
import { countsOf } from './counts.ts';
import { contactHash } from './keyed-hash.ts';
import type { OtpServiceOptions } from './options.ts';
import { DESTINATIONS_PER_CONTACT, SENDS_PER_DESTINATION, SENDS_PER_PREFIX } from './policy.ts';

type Options = Pick<OtpServiceOptions, 'store' | 'clock' | 'logger' | 'keys' | 'sendsPerHour' | 'allowedCountries' | 'testOtp'>;

/** What people may see and do about the budgets of the OTP service. */
export function createOtpControl(options: Options): OtpControl {
  const { store, clock, logger, keys, sendsPerHour, allowedCountries, testOtp } = options;
  return {
    budgets: async () => {
      const now = clock.now();
      const usage = await store.readUsage({
        now,
        // People want to see the usual hour of a quiet country too.
        counts: { ...countsOf(options), toJudge: 0 },
        outside: contactHash(keys.otp, null),
        perDestination: SENDS_PER_DESTINATION,
        perSender: DESTINATIONS_PER_CONTACT,
      });
      return {
        ...usage,
        now,
        sendsPerHour,
        perDestination: SENDS_PER_DESTINATION,
        perSender: DESTINATIONS_PER_CONTACT,
        perPrefix: SENDS_PER_PREFIX,
        allowedCountries,
        testPhones: testOtp && { count: testOtp.codes.size, until: testOtp.until },
      };
    },
    openCountry: async (country) => {
      const opened = await store.openCountry({ country, now: clock.now() });
      if (opened) logger.warn({ country }, 'A country was opened again for codes');
      return opened;
    },
  };
}
