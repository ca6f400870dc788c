import type { Api } from '../engine/api.ts';
import type { Flow } from '../engine/flow.ts';
import { bindFlow, partsOf } from './bind.ts';
import { type CheckOptions, checkApi, checkFlow, checkTogether } from './check.ts';
import { compileApi, type ParsedStep, readsIntoBody } from './compile.ts';
import { type ApiDraft, draftApi, draftFlow, type FlowDraft } from './draft.ts';
import type { Finding, Problem } from './problem.ts';
import type { SourceFile } from './source.ts';
import { templatesIn } from './templates-in.ts';

/** What a folder of flows gives: all that compiled, and all that is wrong. */
export interface Loaded {
  readonly sources: readonly SourceFile[];
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
    ...flowDrafts.flatMap((draft) => placed(draft, checkFlow(draft, flowDrafts, apiDrafts, options))),
    ...apiDrafts.flatMap((draft) => placed(draft, checkApi(draft, options))),
    ...checkTogether(flowDrafts, apiDrafts, options),
  ];
  const parts = new Map(flowDrafts.flatMap((draft) => partsOf(draft) ?? []).map((one) => [one.id, one]));
  const bound = [...parts.keys()].flatMap((id) => bindFlow(id, parts) ?? []);
  const contents = new Map(bound.map(({ flow, content }) => [flow.id, content]));
  return { sources, flows: bound.map(({ flow }) => flow), apis, contents, problems: sorted(problems) };
}

/** The APIs of which some step's outcomes read into `response.body`. */
function apisWhoseBodyIsRead(steps: readonly (ParsedStep | null)[]): ReadonlySet<string> {
  const readers = steps
    .filter((step) => step !== null)
    .filter(({ config }) => templatesIn(config).some(({ reads }) => reads.some(readsIntoBody)));
  return new Set(readers.flatMap(({ definition, config }) => definition.calls?.(config) ?? []));
}

function placed(draft: FlowDraft | ApiDraft, found: readonly Finding[]): Problem[] {
  return [...draft.document.problems, ...[...draft.findings, ...found].map((one) => draft.document.locate(one))];
}

function sorted(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column);
}
