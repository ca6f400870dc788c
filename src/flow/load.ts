import type { Api } from '../engine/api.ts';
import type { Flow } from '../engine/flow.ts';
import { canonicalJson, contentHash } from '../lib/canonical-json.ts';
import { type CheckOptions, checkApi, checkFlow, checkTogether } from './check.ts';
import { compileApi, compileFlow, type ParsedStep } from './compile.ts';
import { type ApiDraft, draftApi, draftFlow, type FlowDraft } from './draft.ts';
import type { Finding, Problem } from './problem.ts';
import type { SourceFile } from './source.ts';
import { templatesIn } from './templates-in.ts';

/** What a folder of flows gives: all that compiled, and all that is wrong. */
export interface Loaded {
  readonly flows: readonly Flow[];
  readonly apis: ReadonlyMap<string, Api>;
  /** The JSON text of each flow by id, canonical: what its version is the hash of. */
  readonly contents: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** Reads, checks and compiles the files of a folder. Never throws for what stands in them. */
export function loadFlows(sources: readonly SourceFile[], options: CheckOptions): Loaded {
  const flowDrafts = sources.filter((one) => one.kind === 'flow').map(draftFlow);
  const apiDrafts = sources.filter((one) => one.kind === 'api').map(draftApi);
  const bodyReaders = apisWhoseBodyIsRead(flowDrafts.flatMap((draft) => draft.steps));
  const apis = new Map(apiDrafts.flatMap(({ id, json }) => (json ? [[id, compileApi(id, json, bodyReaders.has(id))]] : [])));
  const problems = [
    ...flowDrafts.flatMap((draft) => placed(draft, checkFlow(draft, apiDrafts, options))),
    ...apiDrafts.flatMap((draft) => placed(draft, checkApi(draft, options))),
    ...checkTogether(flowDrafts, apiDrafts, options),
  ];
  const whole = flowDrafts.filter((draft) => draft.document.value !== undefined && draft.head && draft.steps.every(Boolean));
  const contents = new Map(whole.map((draft) => [draft.id, canonicalJson(draft.document.value)]));
  const flows = whole.map((draft) => {
    const steps = draft.steps.filter((step) => step !== null);
    return compileFlow(draft.id, contentHash(contents.get(draft.id) ?? ''), draft.head ?? {}, steps);
  });
  return { flows, apis, contents, problems: sorted(problems) };
}

/** Compiles a version kept from earlier, from its canonical JSON; null when this release cannot read it any more. */
export function compileKept(id: string, content: string): Flow | null {
  const draft = draftFlow({ kind: 'flow', id, file: id, text: content });
  const steps = draft.steps.filter((step) => step !== null);
  if (!draft.head || steps.length === 0 || steps.length < draft.steps.length) return null;
  return compileFlow(id, contentHash(content), draft.head, steps);
}

/** The APIs of which some step's outcomes read `response.body`. */
function apisWhoseBodyIsRead(steps: readonly (ParsedStep | null)[]): ReadonlySet<string> {
  const readers = steps
    .filter((step) => step !== null)
    .filter(({ config }) => templatesIn(config).some(({ reads }) => reads.some(isBody)));
  return new Set(readers.flatMap(({ definition, config }) => definition.calls?.(config) ?? []));
}

function isBody([head, next]: readonly string[]): boolean {
  return head === 'response' && next === 'body';
}

function placed(draft: FlowDraft | ApiDraft, found: readonly Finding[]): Problem[] {
  return [...draft.document.problems, ...[...draft.findings, ...found].map((one) => draft.document.locate(one))];
}

function sorted(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column);
}
