import { z } from 'zod';
import { fileId, instant, problem, problemCounts, refusal, source } from './parts.ts';

const graphNode = z.strictObject({
  id: z.string(),
  kind: z.enum(['start', 'step', 'anywhere', 'missing', 'end']),
  type: z.string().nullable(),
  title: z.string(),
  label: z.string(),
  lines: z.strictObject({ first: z.number().int(), last: z.number().int() }).nullable(),
});

const graphEdge = z.strictObject({
  from: z.string(),
  to: z.string(),
  kind: z.enum(['start', 'next', 'case', 'outcome', 'on_error', 'no_reply', 'give_up', 'command']),
  label: z.string(),
  back: z.boolean(),
});

/** A flow to be drawn. */
export const flowGraph = z.strictObject({
  id: z.string(),
  name: z.string(),
  nodes: z.array(graphNode),
  edges: z.array(graphEdge),
});
export type FlowGraphView = z.output<typeof flowGraph>;

/** How the conversations of the last 24 hours went. */
const lastDay = z.strictObject({
  started: z.number().int(),
  verified: z.number().int(),
  gave_up: z.number().int(),
  failed: z.number().int(),
});

/** A flow in the list. `version` is the live one, null when there is none; `upToDate` is false where the file is not what is live. */
export const flowItem = z.strictObject({
  id: z.string(),
  name: z.string(),
  version: z.string().nullable(),
  upToDate: z.boolean(),
  default: z.boolean(),
  keywords: z.array(z.string()),
  problems: problemCounts,
  draft: z.boolean(),
  last24h: lastDay,
  graph: flowGraph.nullable(),
});
export type FlowItem = z.output<typeof flowItem>;

/** A problem of some file of the folder; `file` is its path from there, "." for the folder as a whole. */
const folderProblem = problem.omit({ offset: true, length: true }).extend({ file: z.string() });

/** All flows, and all that is wrong in the folder. */
export const flowList = z.strictObject({
  items: z.array(flowItem),
  next: z.null(),
  problems: z.array(folderProblem),
});

/** A text that is worked on. `base` is the digest of the file it began with; null where there was no file. */
const draft = z.strictObject({
  source: z.string(),
  digest: z.string(),
  base: z.string().nullable(),
  savedAt: instant,
  by: z.string(),
});
export type DraftView = z.output<typeof draft>;

/** A flow. `source` and `digest` are the file's; "" and null where there is only a draft. Problems and graph are those of the file, else of the draft. */
export const flowDetail = z.strictObject({
  id: z.string(),
  name: z.string(),
  version: z.string().nullable(),
  source: z.string(),
  digest: z.string().nullable(),
  draft: draft.nullable(),
  problems: z.array(problem),
  graph: flowGraph.nullable(),
  writable: z.boolean(),
});
export type FlowDetail = z.output<typeof flowDetail>;

/** A new flow. It begins as a draft: nobody meets it before it is published. */
export const newFlow = z.strictObject({ id: fileId, source });

/**
 * A text, and the digests of the file and of the draft that it goes on from; null where there was none. Without `draft` it goes
 * on from your own.
 */
export const edit = z.strictObject({ source, base: z.string().nullable(), draft: z.string().nullable().optional() });

/** Which draft is meant, by its digest; without it whichever there is. */
export const draftQuery = z.strictObject({ draft: z.string().optional() });

export const savedDraft = z.strictObject({ draft, problems: z.array(problem), graph: flowGraph.nullable() });

/** What is live now. `conversationsOnOlder`: so many go on with an earlier version. */
export const published = z.strictObject({
  version: z.string(),
  digest: z.string(),
  conversationsOnOlder: z.number().int(),
});

/** The file was changed meanwhile. `current` is what it holds now; null when it is gone. */
export const conflict = refusal.extend({ current: z.strictObject({ source: z.string(), digest: z.string() }).nullable() });

/** Somebody saved another draft meanwhile: `current`; null when that is gone again. */
export const draftConflict = refusal.extend({ current: draft.nullable() });

/** Errors stand against it. */
export const faulty = refusal.extend({ problems: z.array(problem) });

/** A version that was live. `by` is null for a file that was changed outside the console; `conversations` still go on with it; where it was live several times, they stand with the latest. */
const flowVersion = z.strictObject({
  version: z.string(),
  at: instant,
  by: z.string().nullable(),
  how: z.enum(['published', 'rolled_back', 'file']),
  conversations: z.number().int(),
});
export const flowHistory = z.strictObject({ items: z.array(flowVersion), next: z.null() });

export const versionSource = z.strictObject({ source: z.string() });
export const rollback = z.strictObject({ version: z.string().min(1) });
