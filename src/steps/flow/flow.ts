import { z } from 'zod';
import { target } from '../../engine/shapes.ts';
import { defineStep } from '../../engine/step.ts';

/** Outcomes that say that nobody can go on. Without an entry of their own they end the caller too. */
const ENDS_ALL = ['error', 'no_reply', 'gave_up'];

const outcomeName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'An outcome is a word in lower_snake, as in "verified".')
  .meta({ description: 'An outcome of the flow that is run.' });

export const flow = defineStep({
  type: 'flow',
  title: 'Run another flow and come back',
  config: {
    flow: z.string().min(1).meta({ description: 'The id of a flow: its file name without .json.' }),
    outcomes: z
      .record(outcomeName, target)
      .optional()
      .meta({ description: 'Where to go by how that flow ended; other outcomes go on to `next`.' }),
    next: target.optional(),
  },
  exits: (config) => [
    { name: 'next', to: config.next, path: ['next'] },
    ...Object.entries(config.outcomes ?? {}).map(([outcome, to]) => ({ name: outcome, to, path: ['outcomes', outcome] })),
  ],
  step: (config, event) => {
    if (event.type !== 'returned') return { type: 'run' };
    const { outcome } = event;
    const note = `it ended as ${outcome}`;
    const outcomes = new Map(Object.entries(config.outcomes ?? {}));
    const to = outcomes.get(outcome);
    if (to !== undefined) return { type: 'go', to, exit: outcome, endsAs: outcome, note };
    return ENDS_ALL.includes(outcome) ? { type: 'end', outcome, note } : { type: 'go', note };
  },
  runs: (config) => config.flow,
  waits: () => false,
});
