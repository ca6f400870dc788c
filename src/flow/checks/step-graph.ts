import { closest } from '../../lib/suggest.ts';
import type { FlowOutline } from '../outline.ts';
import type { Path } from '../raw.ts';

/** A way from one step to another; null leads to the end or nowhere. `path` is where its target is written, or would be. */
export interface Edge {
  readonly from: number;
  readonly to: number | null;
  readonly path: Path;
  /** The name of the exit. */
  readonly exit: string;
}

/** The ids of a flow's steps, each with the index of the first step that has it. */
export function indexById(flow: FlowOutline): ReadonlyMap<string, number> {
  const byId = new Map<string, number>();
  for (const { id, index } of flow.steps) if (id !== undefined && !byId.has(id)) byId.set(id, index);
  return byId;
}

/** All ways between steps. A misspelt target counts as the step that was probably meant. */
export function edgesOf(flow: FlowOutline): readonly Edge[] {
  const byId = indexById(flow);
  return flow.steps.flatMap((step) =>
    step.exits.map((exit) => ({
      from: step.index,
      to: exit.to === undefined ? following(flow, step.index) : stepNamed(exit.to, byId),
      path: ['steps', step.index, ...exit.path],
      exit: exit.name,
    })),
  );
}

function following(flow: FlowOutline, index: number): number | null {
  return index + 1 < flow.steps.length ? index + 1 : null;
}

/** The index of a step by its id or by a near miss of it; null for the end and for what is far from every id. */
export function stepNamed(name: string, byId: ReadonlyMap<string, number>): number | null {
  if (name === 'end') return null;
  return byId.get(name) ?? byId.get(closest(name, byId.keys()) ?? '') ?? null;
}

/** Edges by the step they leave. */
export function edgesByStep<E extends Edge>(edges: readonly E[]): ReadonlyMap<number, readonly E[]> {
  const byStep = new Map<number, E[]>();
  for (const edge of edges) {
    const leaving = byStep.get(edge.from);
    if (leaving) leaving.push(edge);
    else byStep.set(edge.from, [edge]);
  }
  return byStep;
}
