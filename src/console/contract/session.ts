import { z } from 'zod';
import { instant } from './parts.ts';

export const signIn = z.strictObject({ token: z.string().min(1).max(1_000) });

/** Who is signed in. `csrf` goes into the header `X-CSRF-Token` of every request that changes something. */
export const session = z.strictObject({ name: z.string(), csrf: z.string(), expiresAt: instant });
export type SessionView = z.output<typeof session>;
