import { z } from 'zod';
import type { ContentTemplate } from '../../engine/effect.ts';
import type { Scope } from '../../engine/scope.ts';
import { target, template, text } from '../../engine/shapes.ts';
import { type ConfigOf, defineStep } from '../../engine/step.ts';
import { foldKeyword } from '../../lib/keyword.ts';

const button = z.strictObject({
  label: text.meta({ description: 'What stands on the button.' }),
  value: z.string().min(1).meta({ description: 'What an answer by it is read as; the id of the quick reply in the template.' }),
});

const contentTemplate = z.strictObject({
  sid: z
    .string()
    .regex(/^HX[0-9A-Za-z]+$/, 'A content template is named by its id, which begins with "HX".')
    .meta({ description: 'The id of a content template of Twilio’s.' }),
  variables: z.record(z.string().min(1), template).optional().meta({ description: 'Its variables by name, as in "1".' }),
});

const shape = {
  text: text.meta({ description: 'What is said.' }),
  media: z.array(template).max(10).optional().meta({ description: 'Public URLs of pictures or files.' }),
  buttons: z.array(button).min(1).max(10).optional().meta({ description: 'Answers to choose from at the next capture.' }),
  template: contentTemplate.optional().meta({ description: 'WhatsApp: what is sent with buttons, and outside the 24 hours.' }),
  next: target.optional(),
};
type MessageConfig = ConfigOf<typeof shape>;

export const message = defineStep({
  type: 'message',
  title: 'Say something',
  config: shape,
  exits: (config) => [{ name: 'next', to: config.next, path: ['next'] }],
  step: (config, _event, { scope }) => ({
    type: 'go',
    say: [
      {
        text: config.text.say(scope),
        media: (config.media ?? []).map((url) => url.text(scope)).filter((url) => url !== ''),
        ...(config.buttons ? { buttons: config.buttons.map(({ label, value }) => ({ label: label.say(scope), value })) } : {}),
        ...(config.template ? { template: fillIn(config.template, scope) } : {}),
      },
    ],
  }),
  check: (config) => [...sameButtons(config), ...localMedia(config)],
  waits: () => false,
});

function fillIn({ sid, variables = {} }: NonNullable<MessageConfig['template']>, scope: Scope): ContentTemplate {
  return { sid, variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value.text(scope)])) };
}

function sameButtons({ buttons = [] }: MessageConfig): { path: (string | number)[]; message: string }[] {
  const seen = new Map<string, number>();
  return buttons.flatMap(({ label, value }, index) => {
    const words = new Set([value, ...label.templates.map((one) => one.source)].map(foldKeyword));
    const taken = [...words].find((word) => seen.has(word));
    for (const word of words) seen.set(word, index);
    if (taken === undefined) return [];
    return [{ path: ['buttons', index], message: `"${taken}" already means another button. Give the two different words.` }];
  });
}

function localMedia({ media = [] }: MessageConfig): { path: (string | number)[]; message: string }[] {
  return media.flatMap(({ source }, index) => {
    if (source.includes('{') || /^https?:\/\//i.test(source)) return [];
    return [{ path: ['media', index], message: `"${source}" is no public URL. Begin it with https://.` }];
  });
}
