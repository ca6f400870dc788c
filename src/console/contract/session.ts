import { z } from 'zod';
import { instant } from './parts.ts';

export const signIn = z.strictObject({ token: z.string().min(1).max(1_000) });

/** Who is signed in. `csrf` goes into the header `X-CSRF-Token` of every request that changes something. */
export const session = z.strictObject({ name: z.string(), csrf: z.string(), expiresAt: instant });
export type SessionView = z.output<typeof session>;

/** Somebody who is signed in at this process. `seenAt`: when they last did something; `current`: it is the one that asks. */
const openSession = z.strictObject({
  id: z.string(),
  name: z.string(),
  address: z.string(),
  startedAt: instant,
  seenAt: instant,
  expiresAt: instant,
  current: z.boolean(),
});
export type OpenSession = z.output<typeof openSession>;

/** Who did something last stands first. */
export const sessionList = z.strictObject({ items: z.array(openSession), next: z.null() });

/** How many sessions were ended. */
export const endedSessions = z.strictObject({ ended: z.number().int() });
