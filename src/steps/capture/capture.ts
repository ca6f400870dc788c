import { z } from 'zod';
import type { InboundMessage, Secrecy } from '../../engine/event.ts';
import { attributeName, noReply, target, text } from '../../engine/shapes.ts';
import { type ConfigOf, defineStep, type StepContext, type StepResult } from '../../engine/step.ts';
import type { Value } from '../../engine/value.ts';
import { KINDS, type Kind, kindKeys } from './kinds/index.ts';

const DEFAULT_TRIES = 3;

const shape = {
  expect: z.enum(Object.keys(KINDS) as [keyof typeof KINDS, ...(keyof typeof KINDS)[]]).default('text'),
  prompt: text.meta({ description: 'The question.' }),
  save: attributeName.optional().meta({ description: 'The attribute that takes the answer.' }),
  retry: text.optional().meta({ description: 'Said when the answer does not fit; each kind has a good default.' }),
  max_tries: z.number().int().min(1).max(100).optional().meta({ description: 'Wrong answers before it gives up; default 3.' }),
  on_give_up: target
    .optional()
    .meta({ description: 'Where to go then; without it the conversation ends with outcome "gave_up".' }),
  no_reply: noReply.optional().meta({ description: 'What happens when nobody answers; wins over the flow’s own.' }),
  secret: z.boolean().optional().meta({ description: 'The answer is masked wherever it is shown and encrypted at rest.' }),
  next: target.optional(),
  ...kindKeys,
};
export type CaptureConfig = ConfigOf<typeof shape>;

export const capture = defineStep({
  type: 'capture',
  title: 'Ask and wait for an answer',
  config: shape,
  exits: (config) => [
    { name: 'next', to: config.next, path: ['next'] },
    ...(config.on_give_up === undefined ? [] : [{ name: 'on_give_up', to: config.on_give_up, path: ['on_give_up'] }]),
    ...(config.no_reply?.next === undefined ? [] : [{ name: 'no_reply', to: config.no_reply.next, path: ['no_reply', 'next'] }]),
  ],
  step: (config, event, context) => {
    if (event.type !== 'message') return ask(config, context);
    return event.early ? readEarly(config, event.message, context) : readAnswer(config, event.message, context);
  },
  saves: (config) => (config.save === undefined ? [] : [{ name: config.save, secret: isSecret(config) }]),
  hides,
  noReply: (config) => config.no_reply,
  check: checkKeys,
  waits: () => true,
});

function isSecret(config: CaptureConfig): boolean {
  return config.secret === true || config.expect === 'code';
}

/** Of a code the words around it may be shown; of another secret answer nobody knows which part of it is the secret. */
function hides({ secret, expect, save }: CaptureConfig, secrets: ReadonlySet<string>): Secrecy {
  if (secret) return 'all';
  if (expect === 'code') return 'digits';
  return save !== undefined && secrets.has(save) ? 'all' : 'open';
}

function ask(config: CaptureConfig, { scope }: StepContext): StepResult {
  const prompt = config.prompt.say(scope) + (kindOf(config).list?.(config, scope) ?? '');
  return { type: 'wait', say: [{ text: prompt, media: [] }], wait: { for: 'message' }, memory: { wrong: 0 } };
}

function readEarly(config: CaptureConfig, message: InboundMessage, context: StepContext): StepResult {
  const kind = kindOf(config);
  if (!kind.takesEarly(config)) return { type: 'pass' };
  const reading = kind.read(config, message, context);
  return reading.ok ? answered(config, reading.value, 'answered early') : { type: 'pass' };
}

function readAnswer(config: CaptureConfig, message: InboundMessage, context: StepContext): StepResult {
  const reading = kindOf(config).read(config, message, context);
  if (reading.ok) return answered(config, reading.value);
  const wrong = Number(context.memory['wrong'] ?? 0) + 1;
  if (wrong >= (config.max_tries ?? DEFAULT_TRIES)) {
    return { type: 'go', to: config.on_give_up ?? 'end', exit: 'on_give_up', endsAs: 'gave_up', note: `gave up: ${reading.why}` };
  }
  const retry = config.retry?.say(context.scope) ?? reading.retry;
  return {
    type: 'wait',
    say: [{ text: retry, media: [] }],
    wait: { for: 'message' },
    memory: { wrong },
    note: `wrong format: ${reading.why}`,
  };
}

function answered(config: CaptureConfig, value: Value, note?: string): StepResult {
  return { type: 'go', ...(config.save === undefined ? {} : { set: { [config.save]: value } }), ...(note ? { note } : {}) };
}

function kindOf(config: CaptureConfig): Kind {
  return KINDS[config.expect];
}

/** Keys of one kind have no meaning in another: `length` belongs to a code, `min` to a number. */
function checkKeys(config: CaptureConfig): { path: (string | number)[]; message: string }[] {
  const kind = kindOf(config);
  const strange = Object.keys(kindKeys).filter(
    (key) => config[key as keyof CaptureConfig] !== undefined && !kind.keys.includes(key),
  );
  const problems = strange.map((key) => ({
    path: [key],
    message: `"${key}" has no meaning where "expect" is "${config.expect}". Remove it, or expect ${kindsWith(key)
      .map((name) => `"${name}"`)
      .join(' or ')}.`,
  }));
  return [...problems, ...(kind.check?.(config) ?? [])];
}

function kindsWith(key: string): string[] {
  return Object.entries(KINDS).flatMap(([name, kind]) => (kind.keys.includes(key) ? [name] : []));
}
