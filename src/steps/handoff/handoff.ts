import { duration, target, text } from '../../engine/shapes.ts';
import { defineStep } from '../../engine/step.ts';

const DEFAULT_RESUME = 12 * 3_600_000;

export const handoff = defineStep({
  type: 'handoff',
  title: 'Hand over to a person',
  config: {
    text: text.optional().meta({ description: 'What is said before the bot goes silent; the wording has a default.' }),
    resume_after: duration({ min: 1_000 })
      .optional()
      .meta({ description: 'When the flow goes on by itself if nobody takes the chat back; default "12h".' }),
    next: target.optional(),
  },
  exits: (config) => [{ name: 'next', to: config.next, path: ['next'] }],
  step: (config, event, { scope, words }) => {
    if (event.type === 'taken_back') return { type: 'go', note: 'taken back' };
    if (event.type === 'time') return { type: 'go', note: 'nobody took it back in time' };
    const say = [{ text: config.text?.say(scope) ?? words('agent'), media: [] }];
    return { type: 'wait', say, wait: { for: 'person', after: config.resume_after ?? DEFAULT_RESUME } };
  },
  waits: () => true,
});
