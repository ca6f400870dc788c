import { runBy } from '../family.ts';
import type { FlowOutline } from '../outline.ts';
import type { Finding, Problem } from '../problem.ts';
import { meantOr } from './advice.ts';

/** Every flow that a step runs is there, and none runs itself, however far round. `ids` are those of all files. */
export function checkSubflows(flows: readonly FlowOutline[], ids: readonly string[]): Problem[] {
  return [...unknownFlows(flows, ids), ...recursions(flows)];
}

function unknownFlows(flows: readonly FlowOutline[], ids: readonly string[]): Problem[] {
  return flows.flatMap((flow) =>
    flow.steps.flatMap((step) => {
      const id = runBy(step);
      if (id === undefined || ids.includes(id)) return [];
      const finding: Finding = {
        code: 'unknown-flow',
        path: ['steps', step.index, 'flow'],
        message: `There is no flow "${id}".`,
        fix: meantOr(id, ids, `Write ${id}.json, or name a flow that exists: ${ids.join(', ')}.`),
      };
      return [flow.document.locate(finding)];
    }),
  );
}

function recursions(flows: readonly FlowOutline[]): Problem[] {
  const byId = new Map(flows.map((flow) => [flow.id, flow]));
  return flows.flatMap((flow) =>
    flow.steps.flatMap((step) => {
      const first = runBy(step);
      const way = first === undefined ? null : wayTo(flow.id, first, byId);
      if (!way) return [];
      const finding: Finding = {
        code: 'recursive-flow',
        path: ['steps', step.index, 'flow'],
        message: `The flow "${flow.id}" would run itself: ${[flow.id, ...way].join(' → ')}.`,
        fix: 'Run another flow here, or lead the step elsewhere.',
      };
      return [flow.document.locate(finding)];
    }),
  );
}

/** The flows on the way from one to another, both included; null where none leads there. */
function wayTo(wanted: string, from: string, flows: ReadonlyMap<string, FlowOutline>): readonly string[] | null {
  const ways = new Map<string, readonly string[]>([[from, [from]]]);
  for (const [id, way] of ways) {
    if (id === wanted) return way;
    for (const step of flows.get(id)?.steps ?? []) {
      const next = runBy(step);
      if (next !== undefined && !ways.has(next)) ways.set(next, [...way, next]);
    }
  }
  return null;
}
