import { z } from 'zod';
import { target, template, text } from '../../engine/shapes.ts';
import { defineStep } from '../../engine/step.ts';

export const message = defineStep({
  type: 'message',
  title: 'Say something',
  config: {
    text: text.meta({ description: 'What is said.' }),
    media: z.array(template).max(10).optional().meta({ description: 'Public URLs of pictures or files.' }),
    next: target.optional(),
  },
  exits: (config) => [{ name: 'next', to: config.next, path: ['next'] }],
  step: (config, _event, { scope }) => ({
    type: 'go',
    say: [
      { text: config.text.say(scope), media: (config.media ?? []).map((url) => url.text(scope)).filter((url) => url !== '') },
    ],
  }),
  waits: () => false,
});
