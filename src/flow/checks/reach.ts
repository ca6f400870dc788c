import type { FlowOutline } from '../outline.ts';
import type { Finding } from '../problem.ts';
import { edgesByStep, edgesOf, indexById, stepNamed } from './step-graph.ts';

/** Warns of steps that no way leads to. Says nothing where some ways could not be read. */
export function checkReach(flow: FlowOutline): Finding[] {
  if (!flow.steps.every((step) => step.exitsKnown)) return [];
  const byId = indexById(flow);
  const leaving = edgesByStep(edgesOf(flow));
  const asides = [...flow.commands.map((command) => command.next), flow.noReplyNext].flatMap((one) => one?.text ?? []);
  const reached = new Set<number | null>([0, ...asides.map((name) => stepNamed(name, byId))]);
  for (const index of reached) {
    for (const edge of leaving.get(index ?? -1) ?? []) reached.add(edge.to);
  }
  const isDouble = ({ id, index }: (typeof flow.steps)[number]) => id !== undefined && byId.get(id) !== index;
  return flow.steps
    .filter((step) => !reached.has(step.index) && !isDouble(step))
    .map((step) => ({
      code: 'unreachable-step',
      severity: 'warning',
      path: ['steps', step.index, 'id'],
      message: `No step leads to "${step.id ?? ''}", so it never runs.`,
      fix: 'Lead a step to it, or remove it.',
    }));
}
