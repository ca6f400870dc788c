import { callsOf } from './checks/catalogue.ts';
import { edgesByStep, edgesOf } from './checks/step-graph.ts';
import type { ApiOutline, FlowOutline } from './outline.ts';
import type { StepOutline } from './step-outline.ts';

/** What a flow has to do with the flows that it runs and that run it: they share the attributes of one conversation. */
export interface Family {
  /** Attributes that the others set or declare. */
  readonly given: ReadonlySet<string>;
  /** Attributes that the others read. */
  readonly read: ReadonlySet<string>;
  /** Whether every way through the flow that a step runs waits for a person or for time. */
  waitsInside(step: StepOutline): boolean;
}

/** The flow that a step runs, by its id; undefined for steps that run none. */
export function runBy(step: StepOutline): string | undefined {
  return step.runs;
}

/** Finds out about the relatives of a flow among `all`. `apis` holds null for files that cannot be read. */
export function familyOf(flow: FlowOutline, all: readonly FlowOutline[], apis: ReadonlyMap<string, ApiOutline | null>): Family {
  const byId = new Map(all.map((one) => [one.id, one]));
  const relatives = [...relativesOf(flow, all)].filter((one) => one !== flow);
  const called = relatives.flatMap((one) => callsOf(one).flatMap((call) => apis.get(call.api) ?? []));
  const given = [
    ...relatives.flatMap((one) => [...one.declared.keys(), ...one.steps.flatMap((step) => step.saves.map((save) => save.name))]),
    ...called.flatMap((api) => api.saves.map((save) => save.name)),
  ];
  const reads = [
    ...relatives.flatMap((one) => [...one.reads, ...one.steps.flatMap((step) => step.reads)]),
    ...called.flatMap((api) => api.reads),
  ];
  return {
    given: new Set(given),
    read: new Set(reads.map(({ name: [head = ''] }) => head)),
    waitsInside: (step) => waitsInside(step, byId, []),
  };
}

/** All that it runs, and all that can be under way when it runs: what runs it, and what those ran before. */
function relativesOf(flow: FlowOutline, all: readonly FlowOutline[]): ReadonlySet<FlowOutline> {
  const found = new Set([flow]);
  for (const one of found) {
    for (const other of all) if (one.runs.has(other.id) || other.runs.has(one.id)) found.add(other);
  }
  return found;
}

function waitsInside(step: StepOutline, flows: ReadonlyMap<string, FlowOutline>, above: readonly string[]): boolean {
  const id = runBy(step);
  const flow = id === undefined ? undefined : flows.get(id);
  // A flow that is not there, or that runs itself, is an error of its own.
  if (id === undefined || !flow || above.includes(id)) return id !== undefined;
  const passes = (one: StepOutline) =>
    one.ask((definition, config) => definition.waits(config)) === false && !waitsInside(one, flows, [...above, id]);
  const leaving = edgesByStep(edgesOf(flow));
  const reached = new Set<number | null>([flow.steps.length > 0 ? 0 : null]);
  for (const at of reached) {
    const here = at === null ? undefined : flow.steps[at];
    if (!here) return false;
    if (!passes(here)) continue;
    const ways = leaving.get(here.index) ?? [];
    if (ways.length === 0) return false;
    for (const edge of ways) reached.add(edge.to);
  }
  return true;
}
