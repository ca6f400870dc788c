import type { Flow } from '../engine/flow.ts';
import type { Value } from '../engine/value.ts';
import { canonicalJson, contentHash } from '../lib/canonical-json.ts';
import { compileFlow, type ParsedStep } from './compile.ts';
import { draftFlow, type FlowDraft } from './draft.ts';
import type { FlowHead } from './flow-schema.ts';
import { field, isObject } from './raw.ts';

/** A flow that could be read whole: its JSON, and its parts compiled. */
export interface FlowParts {
  readonly id: string;
  readonly json: Value;
  readonly head: Omit<FlowHead, 'steps'>;
  readonly steps: readonly ParsedStep[];
}

/** A flow with those that it runs bound to it. `content` is what its version is the hash of: its own JSON, or theirs with it. */
export interface Bound {
  readonly flow: Flow;
  readonly content: string;
}

/** Null when the flow could not be read whole. */
export function partsOf({ id, document, head, steps }: FlowDraft): FlowParts | null {
  const whole = steps.filter((step) => step !== null);
  if (document.value === undefined || !head || whole.length < steps.length) return null;
  return { id, json: document.value, head, steps: whole };
}

/** Binds a flow to those that it runs, theirs included; null when one of them is missing, or would run itself. */
export function bindFlow(id: string, parts: ReadonlyMap<string, FlowParts>): Bound | null {
  const family = familyOf(id, parts, []);
  const own = parts.get(id);
  if (!family || !own) return null;
  const others = [...family].filter((one) => one !== own).sort((a, b) => (a.id < b.id ? -1 : 1));
  const content = canonicalJson(
    others.length === 0 ? own.json : { flow: own.json, subflows: Object.fromEntries(others.map((one) => [one.id, one.json])) },
  );
  const bound = new Map(others.flatMap((one) => [[one.id, bindFlow(one.id, parts)?.flow] as const]));
  const subflows = others.flatMap(({ id: name, steps }) => {
    const flow = bound.get(name);
    return flow ? [{ flow, steps }] : [];
  });
  return { flow: compileFlow(id, contentHash(content), own.head, own.steps, subflows), content };
}

/** Binds a version kept from earlier, from its content; null when this release cannot read it any more. */
export function bindKept(id: string, content: string): Flow | null {
  const parts = draftsOfKept(id, content).flatMap((draft) => partsOf(draft) ?? []);
  return bindFlow(id, new Map(parts.map((one) => [one.id, one])))?.flow ?? null;
}

/** The drafts in the content of a version: the flow's own first, then those that it runs. */
export function draftsOfKept(id: string, content: string): readonly FlowDraft[] {
  const kept = JSON.parse(content) as Value;
  const subflows = field(kept, 'subflows');
  const others = isObject(subflows) ? Object.entries(subflows) : [];
  const own = isObject(subflows) ? field(kept, 'flow') : kept;
  return [[id, own] as const, ...others].map(([name, json]) =>
    draftFlow({ kind: 'flow', id: name, file: name, text: JSON.stringify(json) }),
  );
}

/** The flow and all that it runs; null when one is missing, or runs one that runs it. */
function familyOf(id: string, parts: ReadonlyMap<string, FlowParts>, above: readonly string[]): ReadonlySet<FlowParts> | null {
  const own = parts.get(id);
  if (!own || above.includes(id)) return null;
  const family = new Set([own]);
  for (const name of runsOf(own.steps)) {
    const inner = familyOf(name, parts, [...above, id]);
    if (!inner) return null;
    for (const one of inner) family.add(one);
  }
  return family;
}

function runsOf(steps: readonly ParsedStep[]): readonly string[] {
  return steps.flatMap(({ definition, config }) => definition.runs?.(config) ?? []);
}
