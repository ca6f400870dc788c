import { z } from 'zod';

/** "ok", or what is wrong in words. */
const healthWord = z.string();

/** One of the first steps. `link` is a path below `/console`. */
const firstStep = z.strictObject({
  id: z.string(),
  done: z.boolean(),
  title: z.string(),
  hint: z.string(),
  link: z.string(),
});

/** How far people came on one day, in UTC: `day` as in 2026-03-01. */
const funnelDay = z.strictObject({
  day: z.string(),
  asked: z.number().int(),
  number_ok: z.number().int(),
  sent: z.number().int(),
  delivered: z.number().int(),
  typed: z.number().int(),
  verified: z.number().int(),
});

const warning = z.strictObject({ code: z.string(), message: z.string(), link: z.string() });

/** How things stand. `estimate` is the segments of 30 days at the pace of the last seven. */
export const status = z.strictObject({
  mode: z.enum(['local', 'live']),
  brand: z.string(),
  version: z.string(),
  flowsWritable: z.boolean(),
  health: z.strictObject({ database: healthWord, flows: healthWord, worker: healthWord }),
  steps: z.array(firstStep),
  funnel: z.array(funnelDay),
  texts: z.strictObject({ segments7d: z.number().int(), estimate: z.number().int() }),
  warnings: z.array(warning),
});
export type StatusView = z.output<typeof status>;
