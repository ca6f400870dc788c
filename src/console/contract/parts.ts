import { z } from 'zod';

/** A moment, in ISO 8601 with milliseconds and Z. */
export const instant = z.iso.datetime();

/** What is answered in place of what was asked for. `message` says what happened and why, `fix` what to do. */
export const refusal = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string(), fix: z.string().optional() }),
});

/** One page of a list. `next` is the `cursor` of the page after it; null on the last one. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), next: z.string().nullable() });
}

/** What every paged list takes. */
export const pageQuery = {
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

export const channelName = z.enum(['sms', 'whatsapp']);

/** Where something stands: a step of a flow, a flow as a whole (`step` null), or an API. */
export const place = z.union([
  z.strictObject({ flow: z.string(), step: z.string().nullable() }),
  z.strictObject({ api: z.string() }),
]);
export type Place = z.output<typeof place>;

/** How many problems there are of each kind. */
export const problemCounts = z.strictObject({ errors: z.number().int(), warnings: z.number().int() });

/** One thing wrong with a file. Lines and columns count from 1, `offset` and `length` are UTF-16 units of its text. */
export const problem = z.strictObject({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  line: z.number().int(),
  column: z.number().int(),
  offset: z.number().int(),
  length: z.number().int(),
  message: z.string(),
  fix: z.string(),
});
export type ProblemView = z.output<typeof problem>;

/** The base name of a file of FLOWS_DIR. */
export const fileId = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Name it in lower-kebab: small letters and digits, joined by dashes.');

/** The text of a flow or an API, as its file has it. */
export const source = z.string().max(500_000);
