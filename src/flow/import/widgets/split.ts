import { convertCondition } from '../conditions.ts';
import { filled, propertyOf, type State, type Transition } from '../definition.ts';
import type { Json, Widget, WidgetContext } from '../widget.ts';

/** Chooses by the value of one input. */
export const split: Widget = {
  types: ['split-based-on'],
  convert: (state, context) => {
    const otherwise = context.target('noMatch');
    const cases = state.transitions.filter(({ event }) => event === 'match').flatMap((one) => caseOf(state, one, context));
    // A branch needs a case; without one all goes where nothing matches.
    if (cases.length === 0) return { steps: [{ id: context.id, type: 'set', attributes: {}, next: otherwise }] };
    return { steps: [{ id: context.id, type: 'branch', cases, else: otherwise }] };
  },
};

function caseOf(state: State, transition: Transition, context: WidgetContext): { if: Json; next: string }[] {
  const conditions: Json[] = [];
  for (const { type, value, arguments: subjects } of transition.conditions ?? []) {
    const subject = context.template(subjects?.find(filled) ?? propertyOf(state, 'input'), 'text');
    const compared = type === 'regex' ? (value ?? '') : context.template(value ?? '', 'text');
    const made = convertCondition({ type, subject, value: compared });
    if ('why' in made) {
      context.lose(`The condition ${type} "${value ?? ''}" cannot be carried over: ${made.why}. Its case is left out.`);
      return [];
    }
    conditions.push(made.condition);
  }
  const [first, ...others] = conditions;
  if (!first) return [];
  return [{ if: others.length === 0 ? first : { all: conditions }, next: context.stepOf(transition.next, transition.event) }];
}
