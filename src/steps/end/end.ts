import { z } from 'zod';
import { defineStep } from '../../engine/step.ts';

export const end = defineStep({
  type: 'end',
  title: 'End the conversation',
  config: {
    outcome: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/, 'An outcome is a word in lower_snake, as in "verified".')
      .optional()
      .meta({ description: 'A word for reports; default "done".' }),
  },
  exits: () => [],
  step: (config) => ({ type: 'end', outcome: config.outcome ?? 'done' }),
  waits: () => false,
});
