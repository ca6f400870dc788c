import { z } from 'zod';
import { condition } from '../../engine/condition.ts';
import { target } from '../../engine/shapes.ts';
import { defineStep } from '../../engine/step.ts';

export const branch = defineStep({
  type: 'branch',
  title: 'Choose by conditions',
  config: {
    cases: z
      .array(z.strictObject({ if: condition, next: target }))
      .min(1)
      .meta({ description: 'Tried in order; the first that holds decides.' }),
    else: target.optional().meta({ description: 'Where to go when no case holds; without it, the step written after this one.' }),
  },
  exits: (config) => [
    ...config.cases.map((one, index) => ({ name: `case ${index + 1}`, to: one.next, path: ['cases', index, 'next'] })),
    { name: 'else', to: config.else, path: ['else'] },
  ],
  step: (config, _event, { scope }) => {
    const index = config.cases.findIndex((one) => one.if.test(scope));
    const chosen = config.cases[index];
    if (chosen) return { type: 'go', to: chosen.next, exit: `case ${index + 1}`, note: `case ${index + 1}` };
    return { type: 'go', ...(config.else === undefined ? {} : { to: config.else }), exit: 'else', note: 'else' };
  },
  waits: () => false,
});
