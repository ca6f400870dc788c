import { z } from 'zod';
import { channelName, instant } from './parts.ts';

export const contactQuery = z.object({ phone: z.string().max(60) });

const claim = {
  verified: z.boolean(),
  verifiedAt: instant.nullable(),
  verifiedUntil: instant.nullable(),
  verifiedBy: z.string().nullable(),
};

/** Whether somebody has shown that a phone number is theirs, and who; the best claim stands beside the list. */
export const foundContacts = z.strictObject({
  phone: z.string(),
  ...claim,
  items: z.array(z.strictObject({ address: z.string(), channel: channelName, ours: z.string(), ...claim })),
});
