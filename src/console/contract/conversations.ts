import { z } from 'zod';
import { channelName, instant, pageOf, pageQuery } from './parts.ts';
import { traceEntry } from './trace.ts';

const state = z.enum(['waiting', 'busy', 'handed_off', 'ended']);

/** `address` is a whole address, or its last digits; `failed=true`: only those in which a call of an API failed. */
export const conversationQuery = z.object({
  address: z.string().max(60).optional(),
  state: state.or(z.literal('')).optional(),
  flow: z.string().optional(),
  failed: z.enum(['true', 'false', '']).optional(),
  ...pageQuery,
});

export const conversationItem = z.strictObject({
  id: z.string(),
  address: z.string(),
  channel: channelName,
  flow: z.string(),
  version: z.string(),
  state,
  outcome: z.string().nullable(),
  /** There where a call of an API failed in it. */
  failed: z.literal(true).optional(),
  startedAt: instant,
  updatedAt: instant,
});
export type ConversationItemView = z.output<typeof conversationItem>;
export const conversationPage = pageOf(conversationItem);

/** `media` and `location` are there where some came or went with it, `author` for what a person of ours said, `error` where a text was not delivered or nobody knows. */
export const transcriptItem = z.strictObject({
  direction: z.enum(['in', 'out']),
  text: z.string(),
  at: instant,
  status: z.string(),
  sid: z.string().nullable(),
  media: z.array(z.string()).optional(),
  location: z
    .strictObject({ latitude: z.number(), longitude: z.number(), address: z.string().nullable(), label: z.string().nullable() })
    .optional(),
  author: z.literal('person').optional(),
  error: z.string().optional(),
});

/** Oldest first; secret attributes are masked. */
export const conversationDetail = conversationItem.extend({
  /** Whom `DELETE /contacts/:id` erases. */
  contactId: z.string(),
  attributes: z.record(z.string(), z.json()),
  transcript: z.array(transcriptItem),
  trace: z.array(z.strictObject({ turn: z.number().int(), at: instant, entries: z.array(traceEntry) })),
});
export type ConversationDetailView = z.output<typeof conversationDetail>;

/** A reply of a person of ours. */
export const reply = z.strictObject({ text: z.string().trim().min(1).max(1600) });
