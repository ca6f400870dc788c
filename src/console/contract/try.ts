import { z } from 'zod';
import { channelName, fileId, instant, source } from './parts.ts';
import { traceEntry } from './trace.ts';

const button = z.strictObject({ label: z.string(), value: z.string() });

/** A chat with an engine of its own. `flow` alone serves it; without it the messages choose. `source` stands in for the flow's file. */
export const newTry = z
  .strictObject({
    flow: fileId.optional(),
    source: source.optional(),
    channel: channelName.default('sms'),
    from: z
      .string()
      .max(30)
      .regex(/^\+\d{5,20}$/, 'Write the number as in +14155550100.')
      .default('+14155550100'),
  })
  .refine((wish) => wish.source === undefined || wish.flow !== undefined, 'Say which flow the source is of: "flow".');

export const openTry = z.strictObject({ id: z.string(), from: z.string(), flow: z.string().nullable() });

/** What the simulated phone sends. `button` is the value of a button that was offered. */
export const tryMessage = z
  .strictObject({
    text: z.string().max(10_000).optional(),
    button: z.string().max(1_000).optional(),
    media: z.array(z.string().max(1_000)).max(10).optional(),
  })
  .refine(
    ({ text, button: tapped, media }) => text !== undefined || tapped !== undefined || (media?.length ?? 0) > 0,
    'A message has a "text", a "button" or "media".',
  );

/** How far time is to go on, as in "5m". */
export const advance = z.strictObject({ by: z.string() });

/** The next call of the API fails: with this status, or with no answer. */
export const failNext = z
  .strictObject({
    api: z.string(),
    status: z.number().int().min(100).max(599).optional(),
    failure: z.enum(['timeout', 'network']).optional(),
  })
  .refine(({ status, failure }) => (status === undefined) !== (failure === undefined), 'Give a "status" or a "failure".');

/** The chat as a file for `parley test`. `problem` says why it would not pass as it stands; null when it does. */
export const tryChatTest = z.strictObject({ yaml: z.string(), problem: z.string().nullable() });

const head = { seq: z.number().int(), at: instant };

/** What `GET /try/:id/events` tells, in the order of `seq`, which is also the event's id. */
export const tryEvent = z.discriminatedUnion('type', [
  z.strictObject({ ...head, type: z.literal('in'), text: z.string(), media: z.array(z.string()) }),
  z.strictObject({
    ...head,
    type: z.literal('out'),
    text: z.string(),
    media: z.array(z.string()),
    buttons: z.array(button),
  }),
  z.strictObject({ ...head, type: z.literal('trace'), turn: z.number().int(), entries: z.array(traceEntry) }),
  /** What goes on by itself, and when; `until` null: nothing does. */
  z.strictObject({
    ...head,
    type: z.literal('timer'),
    until: instant.nullable(),
    kind: z.enum(['delay', 'no_reply', 'call']).nullable(),
    step: z.string().nullable(),
  }),
  z.strictObject({ ...head, type: z.literal('attributes'), values: z.record(z.string(), z.json()) }),
  /** A text to another number than the chat's; `code` is what stands in it to be typed. */
  z.strictObject({ ...head, type: z.literal('outbox'), to: z.string(), text: z.string(), code: z.string().nullable() }),
  z.strictObject({
    ...head,
    type: z.literal('status'),
    state: z.enum(['waiting', 'busy', 'handed_off', 'ended']),
    step: z.string().nullable(),
    outcome: z.string().nullable(),
  }),
]);
export type TryEvent = z.output<typeof tryEvent>;
