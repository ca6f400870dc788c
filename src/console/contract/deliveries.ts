import { z } from 'zod';
import { channelName, instant, pageOf, pageQuery } from './parts.ts';

/** A webhook of Twilio. `urlChecked` is the address whose signature we compared, `signedFor` the one that Twilio seems to have signed. */
export const webhookItem = z.strictObject({
  at: instant,
  outcome: z.enum(['accepted', 'repeated', 'refused']),
  reason: z.string().nullable(),
  urlChecked: z.string(),
  signedFor: z.string().nullable(),
  hint: z.string().nullable(),
});
export const webhookList = z.strictObject({ items: z.array(webhookItem), next: z.null() });
export type WebhookItem = z.output<typeof webhookItem>;

export const outQuery = z.object({ state: z.string().optional(), ...pageQuery });

/** A text of ours. `code` is Twilio's, `words` say what it means. `retryable`: a dead letter of it can be tried again. */
export const outItem = z.strictObject({
  id: z.string(),
  to: z.string(),
  channel: channelName,
  text: z.string(),
  state: z.string(),
  code: z.string().nullable(),
  words: z.string().nullable(),
  at: instant,
  conversation: z.string().nullable(),
  /** The id of its dead letter, for `POST /dead-letters/:id/retry`; null when there is none. */
  deadLetter: z.string().nullable(),
  retryable: z.boolean(),
});
export const outPage = pageOf(outItem);
export type OutItem = z.output<typeof outItem>;

/** A job that failed for good. */
const deadLetter = z.strictObject({
  id: z.string(),
  kind: z.string(),
  address: z.string(),
  channel: channelName,
  conversation: z.string().nullable(),
  message: z.string().nullable(),
  attempts: z.number().int(),
  error: z.string(),
  since: instant,
});
export const deadLetterPage = pageOf(deadLetter);
export const deadLetterDone = z.strictObject({ id: z.string(), state: z.enum(['retried', 'dropped']) });
