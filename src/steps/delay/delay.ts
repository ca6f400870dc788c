import { duration, target } from '../../engine/shapes.ts';
import { defineStep } from '../../engine/step.ts';

const LONGEST = 90 * 24 * 3_600_000;

export const delay = defineStep({
  type: 'delay',
  title: 'Wait',
  config: {
    for: duration({ max: LONGEST }).meta({ description: 'How long, as in "5s", "10m" or "24h".' }),
    next: target.optional(),
  },
  exits: (config) => [{ name: 'next', to: config.next, path: ['next'] }],
  step: (config, event) => {
    if (event.type === 'time' || config.for === 0) return { type: 'go' };
    return { type: 'wait', wait: { for: 'time', after: config.for } };
  },
  waits: (config) => config.for > 0,
});
