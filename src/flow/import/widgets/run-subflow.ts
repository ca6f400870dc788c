import { filled, propertyOf } from '../definition.ts';
import type { StepJson, Widget } from '../widget.ts';
import { pairsOf } from './set-variables.ts';

/** Runs another flow and comes back. */
export const runSubflow: Widget = {
  types: ['run-subflow'],
  convert: (state, context) => {
    const sid = propertyOf(state, 'flow_sid');
    const flow = context.fileId(state.name);
    const next = context.target('completed');
    const failed = context.target('failed');
    const handed = pairsOf(state.properties['parameters']);
    const before: StepJson[] = [];
    const runId = handed.length === 0 ? context.id : context.anotherId('run');
    if (handed.length > 0) {
      const attributes = handed.map(({ key, value }) => [context.attributes.given(key), context.template(value, 'text')]);
      before.push({ id: context.id, type: 'set', attributes: Object.fromEntries(attributes), next: runId });
    }
    const called = filled(sid) ? `the flow ${sid}` : 'another flow';
    context.lose(
      `It runs ${called}, which is not in this file. ${flow}.json is an empty flow in its place: import that one over it.`,
    );
    return {
      steps: [...before, { id: runId, type: 'flow', flow, outcomes: { error: failed }, next }],
      subflow: { id: flow, name: filled(sid) ? `Subflow ${sid}` : `Subflow of ${state.name}` },
    };
  },
};
