import { z } from 'zod';
import { instant } from './parts.ts';

/** How many have no room left; `per` is in seconds. */
const budget = z.strictObject({ limit: z.number(), per: z.number(), full: z.number().int() });

/** How full the budgets for codes are. */
export const otpBudgets = z.strictObject({
  everything: z.strictObject({ limit: z.number(), per: z.number(), sends: z.number().int() }),
  destinations: budget,
  senders: budget,
  prefixes: budget,
  countries: z.array(
    z.strictObject({
      country: z.string(),
      sends: z.number().int(),
      approved: z.number().int(),
      usual: z.number().nullable(),
      closed: z.boolean(),
      closedAt: instant.nullable(),
      opensAt: instant.nullable(),
    }),
  ),
  allowedCountries: z.array(z.string()).nullable(),
  testPhones: z.strictObject({ count: z.number().int(), active: z.boolean(), until: instant }).nullable(),
});

export const openedCountry = z.strictObject({ country: z.string(), closed: z.literal(false) });
