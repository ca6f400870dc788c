import { type ApiDraft, draftApi, draftFlow, type FlowDraft } from './draft.ts';
import { graph } from './graph.ts';
import type { FlowGraph } from './graph-shape.ts';
import { type ApiOutline, type FlowOutline, outlineApi, outlineFlow } from './outline.ts';
import type { SourceFile } from './source.ts';

/** A folder's files, read as far as they can be, however broken they are. */
export interface Workshop {
  readonly flows: readonly FlowDraft[];
  readonly apis: readonly ApiDraft[];
}

const flowDrafts = new WeakMap<SourceFile, FlowDraft>();
const apiDrafts = new WeakMap<SourceFile, ApiDraft>();
const graphs = new WeakMap<FlowDraft, FlowGraph | null>();

/** Each file is read once for as long as it stays the same. */
export function openWorkshop(sources: readonly SourceFile[]): Workshop {
  return {
    flows: sources.filter((one) => one.kind === 'flow').map((one) => remembered(flowDrafts, one, draftFlow)),
    apis: sources.filter((one) => one.kind === 'api').map((one) => remembered(apiDrafts, one, draftApi)),
  };
}

/** The diagram of a flow; null where its file holds no JSON object. */
export function graphOf(draft: FlowDraft): FlowGraph | null {
  return remembered(graphs, draft, graph);
}

/** The flows that hold a JSON object. */
export function outlinesOf({ flows }: Workshop): readonly FlowOutline[] {
  return flows.map(outlineFlow).filter((one) => one !== null);
}

/** The APIs that hold a JSON object. */
export function apiOutlinesOf({ apis }: Workshop): readonly ApiOutline[] {
  return apis.map(outlineApi).filter((one) => one !== null);
}

function remembered<Key extends object, Made>(cache: WeakMap<Key, Made>, key: Key, make: (key: Key) => Made): Made {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  cache.set(key, made);
  return made;
}
