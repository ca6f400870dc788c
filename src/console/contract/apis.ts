import { z } from 'zod';
import { fileId, instant, pageOf, problem, problemCounts, refusal, source } from './parts.ts';

/** A step that calls an API. */
const caller = z.strictObject({ flow: z.string(), step: z.string() });

/** One exchange: secrets redacted, bodies cut to 2 KiB. */
const exchange = z.strictObject({
  method: z.string(),
  url: z.string(),
  requestBody: z.string().nullable(),
  status: z.number().int().nullable(),
  responseBody: z.string().nullable(),
  attempts: z.number().int(),
  ms: z.number(),
});

/** An API in the list. `p95` is of the last 24 hours, in milliseconds. */
export const apiItem = z.strictObject({
  id: z.string(),
  name: z.string(),
  method: z.string(),
  host: z.string(),
  usedIn: z.array(caller),
  last: z.strictObject({ at: instant, status: z.number().int().nullable(), ok: z.boolean() }).nullable(),
  p95: z.number().nullable(),
  failures24h: z.number().int(),
  problems: problemCounts,
});
export type ApiItem = z.output<typeof apiItem>;
export const apiList = z.strictObject({ items: z.array(apiItem), next: z.null() });

/** An API. `definition` is the file as JSON; null where it cannot be read. */
export const apiDetail = z.strictObject({
  id: z.string(),
  source: z.string(),
  digest: z.string(),
  definition: z.record(z.string(), z.json()).nullable(),
  problems: z.array(problem),
  usedIn: z.array(caller),
  writable: z.boolean(),
});
export type ApiDetail = z.output<typeof apiDetail>;

export const newApi = z.strictObject({ id: fileId, source });

/** The file was written and taken up. */
export const savedApi = z.strictObject({ id: z.string(), digest: z.string(), problems: z.array(problem) });

/** It cannot go while steps call it. */
export const stillUsed = refusal.extend({ usedIn: z.array(caller) });

/** `source`, where it is given, is tried in place of the file. */
export const tryApiRequest = z.strictObject({
  attributes: z.record(z.string(), z.json()).default({}),
  source: source.optional(),
});

/** How the call went; secrets hidden. */
export const triedApi = z.strictObject({
  ok: z.boolean(),
  failure: z.string().nullable(),
  reason: z.string().nullable(),
  exchange,
  response: z.strictObject({ status: z.number().int(), headers: z.record(z.string(), z.string()), body: z.json() }).nullable(),
  saved: z.record(z.string(), z.json()),
  missing: z.array(z.string()),
});
export type TriedApi = z.output<typeof triedApi>;

/** One call that a conversation made. */
const apiLogItem = z.strictObject({
  at: instant,
  conversation: z.string(),
  status: z.number().int().nullable(),
  ms: z.number(),
  ok: z.boolean(),
  failure: z.string().nullable(),
  exchange,
});
export const apiLog = pageOf(apiLogItem);

export const curlRequest = z.strictObject({ command: z.string().min(1).max(20_000) });

/** The JSON of an API made from a command, and what was left out of it or is to be looked at. */
export const curlAnswer = z.strictObject({ source: z.string(), notes: z.array(z.string()) });
