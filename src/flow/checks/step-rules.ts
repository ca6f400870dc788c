import { withAdvice } from '../issue-words.ts';
import type { FlowOutline } from '../outline.ts';
import type { Finding } from '../problem.ts';

/** The rules that a step type has of its own. */
export function checkStepRules(flow: FlowOutline): Finding[] {
  return flow.steps.flatMap((step) =>
    (step.ask((one, config) => one.check?.(config)) ?? []).map(({ path, message }) => ({
      code: 'bad-step',
      path: ['steps', step.index, ...path],
      ...withAdvice(message),
    })),
  );
}
