import type { FlowOutline } from '../outline.ts';
import type { Finding } from '../problem.ts';
import type { StepOutline } from '../step-outline.ts';
import { type Edge, edgesByStep, edgesOf, indexById, stepNamed } from './step-graph.ts';

/** The exits that a question takes when nobody answers it as it should be. */
export const UNANSWERED: ReadonlySet<string> = new Set(['on_give_up', 'no_reply']);

export function isQuestion(step: StepOutline): boolean {
  return step.definition?.noReply !== undefined;
}

/** The ways that the flow's own `no_reply` opens, from the questions that say nothing of their own. */
export function silentWays(flow: FlowOutline): readonly Edge[] {
  const { noReplyNext } = flow;
  if (!noReplyNext) return [];
  const to = stepNamed(noReplyNext.text, indexById(flow));
  return flow.steps
    .filter((step) => isQuestion(step) && step.ask((one, config) => one.noReply?.(config)) === undefined)
    .map((step) => ({ from: step.index, to, path: noReplyNext.path, exit: 'no_reply' }));
}

/** Warns of questions that come again and again without a single fitting answer. */
export function checkAskedForEver(flow: FlowOutline): Finding[] {
  const isUnanswered = (edge: Edge) => UNANSWERED.has(edge.exit);
  const questions = new Set(flow.steps.filter(isQuestion).map((step) => step.index));
  const ways = [...edgesOf(flow), ...silentWays(flow)].filter((edge) => !questions.has(edge.from) || isUnanswered(edge));
  const leaving = edgesByStep(ways);
  return ways
    .filter((edge) => questions.has(edge.from) && leadsTo(edge.to, edge.from, leaving))
    .map((edge) => ({
      code: 'asked-for-ever',
      severity: 'warning',
      path: edge.path,
      message: `"${flow.steps[edge.from]?.id ?? ''}" can be asked for ever: where nobody answers it as it should be, this way leads back to it.`,
      fix: 'Lead this way to a goodbye and an end, or to a step from which no way leads back by itself.',
    }));
}

function leadsTo(from: number | null, to: number, leaving: ReadonlyMap<number, readonly Edge[]>): boolean {
  const reached = new Set([from]);
  for (const at of reached) {
    if (at === to) return true;
    for (const edge of leaving.get(at ?? -1) ?? []) reached.add(edge.to);
  }
  return false;
}
