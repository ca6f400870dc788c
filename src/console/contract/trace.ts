import { z } from 'zod';

/** One call as the trace tells it: secrets redacted, bodies cut to 2 KiB. */
const callTrace = z.strictObject({
  ok: z.boolean(),
  /** The id of what was called. */
  api: z.string().optional(),
  failure: z.string().optional(),
  reason: z.string().optional(),
  method: z.string(),
  url: z.string(),
  request: z.string().nullable(),
  status: z.number().int().nullable(),
  response: z.string().nullable(),
  attempts: z.number().int(),
  ms: z.number(),
  missing: z.array(z.string()).optional(),
});

/** One thing a turn did, and why; secrets hidden. */
export const traceEntry = z.strictObject({
  step: z.string().nullable(),
  on: z.string(),
  to: z.string().optional(),
  exit: z.string().optional(),
  waits: z.string().optional(),
  outcome: z.string().optional(),
  note: z.string().optional(),
  set: z.record(z.string(), z.json()).optional(),
  call: callTrace.optional(),
});
export type TraceEntryView = z.output<typeof traceEntry>;
