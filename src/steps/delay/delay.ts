import { duration, target } from '../../engine/shapes.ts';
import { defineStep } from '../../engine/step.ts';

export const delay = defineStep({
  type: 'delay',
  title: 'Wait',
  config: {
    for: duration().meta({ description: 'How long, as in "5s", "10m" or "24h".' }),
    next: target.optional(),
  },
  exits: (config) => [{ name: 'next', to: config.next, path: ['next'] }],
  step: (config, event) => {
    if (event.type === 'time' || config.for === 0) return { type: 'go' };
    return { type: 'wait', wait: { for: 'time', after: config.for } };
  },
  waits: (config) => config.for > 0,
});
