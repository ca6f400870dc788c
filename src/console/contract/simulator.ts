import { z } from 'zod';
import { instant } from './parts.ts';

const button = z.strictObject({ label: z.string(), value: z.string() });

/** The answers as they reach the phone. */
export const simulatorAnswers = z.strictObject({
  messages: z.array(z.strictObject({ text: z.string(), media: z.array(z.string()), buttons: z.array(button), at: instant })),
});

export const outboxQuery = z.object({ to: z.string().max(60) });

/** All that was sent to a number, newest first. Media and buttons stand there only where a text has some. */
export const outbox = z.strictObject({
  items: z.array(
    z.strictObject({
      to: z.string(),
      from: z.string(),
      text: z.string(),
      media: z.array(z.string()).optional(),
      buttons: z.array(button).optional(),
      at: instant,
    }),
  ),
});
