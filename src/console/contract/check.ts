import { z } from 'zod';
import { fileId, problem, source } from './parts.ts';
import { flowGraph } from './flows.ts';

/** A text to be checked as if it were the file of that name. */
export const checkRequest = z.strictObject({ kind: z.enum(['flow', 'api']), id: fileId, source });

/** A text that people get, measured as SMS with plausible values in it. `cost` is in words. */
const measuredText = z.strictObject({
  path: z.array(z.union([z.string(), z.number()])),
  line: z.number().int(),
  step: z.string().nullable(),
  encoding: z.enum(['GSM-7', 'UCS-2']),
  segments: z.number().int(),
  units: z.number().int(),
  culprit: z.string().nullable(),
  cost: z.string(),
});

/** What the checker says. Graph and texts are a flow's. */
export const checked = z.strictObject({
  problems: z.array(problem),
  graph: flowGraph.nullable(),
  texts: z.array(measuredText),
});
export type Checked = z.output<typeof checked>;
