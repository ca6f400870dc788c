import { z } from 'zod';

/** What `GET /events` tells: something changed, look again. */
export const liveEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('conversation'), id: z.string(), state: z.string() }),
  z.strictObject({ type: z.literal('flows') }),
  z.strictObject({ type: z.literal('apis') }),
  z.strictObject({ type: z.literal('delivery'), id: z.string() }),
]);
export type LiveEvent = z.output<typeof liveEvent>;
