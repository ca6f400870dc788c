import { z } from 'zod';
import { attributeName, noReply, target, text } from '../engine/shapes.ts';
import type { StepDefinition } from '../engine/step.ts';
import { ownWording } from '../engine/wording.ts';
import { STEP_BY_TYPE } from '../steps/index.ts';

const keyword = z.string().min(1);
const json = z.json();

const trigger = z.strictObject({
  keywords: z
    .array(keyword)
    .min(1)
    .optional()
    .meta({ description: 'Whole messages that start this flow; case, spaces and punctuation do not matter.' }),
  default: z
    .boolean()
    .optional()
    .meta({ description: 'Takes every message that no keyword takes. Exactly one flow for each channel and number.' }),
  interrupts: z.boolean().optional().meta({ description: 'Its keywords start it even in the middle of another flow.' }),
  channels: z
    .array(z.enum(['sms', 'whatsapp']))
    .min(1)
    .optional()
    .meta({ description: 'Only on these channels; default all.' }),
  to: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .meta({ description: 'Only for messages to these numbers of ours; default all.' }),
});

const command = z.strictObject({
  keywords: z.array(keyword).min(1).meta({ description: 'Whole messages; case, spaces and punctuation do not matter.' }),
  at: z.array(z.string()).min(1).optional().meta({ description: 'The captures it works at; default all.' }),
  next: target,
});

const declaration = z.strictObject({
  secret: z.boolean().optional().meta({ description: 'Masked wherever it is shown, encrypted at rest.' }),
  lifetime: z
    .enum(['conversation', 'contact'])
    .optional()
    .meta({ description: '"contact": kept for the person’s later conversations.' }),
  type: z.enum(['text', 'string', 'number', 'boolean', 'array', 'object']).optional(),
  default: json.optional().meta({ description: 'Its value before anything sets it.' }),
});

/** Everything of a flow but its steps. */
export const flowHead = {
  $schema: z.string().optional().meta({ description: 'Where editors find the JSON Schema of this file.' }),
  name: z.string().min(1).optional().meta({ description: 'The name people read; default the file name.' }),
  trigger: trigger.optional().meta({ description: 'Which messages start this flow.' }),
  attributes: z
    .record(attributeName, declaration)
    .optional()
    .meta({ description: 'What is special about attributes; others need no declaration.' }),
  commands: z.array(command).optional().meta({ description: 'Words that work at captures.' }),
  no_reply: noReply.optional().meta({ description: 'What happens when nobody answers; default the end after 24h.' }),
  wording: ownWording.optional().meta({ description: 'Texts that replace the default ones, by key.' }),
  on_error: z.strictObject({ text }).optional().meta({ description: 'What is said when the conversation cannot go on.' }),
};

const stepId = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'A step is named in lower_snake: small letters, digits and _, beginning with a letter.')
  .refine((id) => id !== 'end', {
    message: '"end" is the end of every flow and cannot name a step. Give the step another id.',
    params: { code: 'reserved-id' },
  });

/** The schema of one step type: its own keys beside `id` and `type`. */
export function stepSchema(definition: StepDefinition) {
  return z.strictObject({ id: stepId, type: z.literal(definition.type), ...definition.config }).meta({ title: definition.title });
}

/** Schemas by step type, made once. */
export const STEP_SCHEMAS: ReadonlyMap<string, ReturnType<typeof stepSchema>> = new Map(
  [...STEP_BY_TYPE.values()].map((definition) => [definition.type, stepSchema(definition)]),
);

/** The head of a flow, with the steps left to be read one by one. */
export const flowHeadSchema = z.strictObject({ ...flowHead, steps: z.array(z.unknown()).min(1) });
export type FlowHead = z.output<typeof flowHeadSchema>;

/** The whole of a flow, from which the JSON Schema is made. */
export function wholeFlowSchema() {
  const [first, ...others] = [...STEP_SCHEMAS.values()];
  if (!first) throw new Error('The list of steps is empty.');
  return z.strictObject({ ...flowHead, steps: z.array(z.discriminatedUnion('type', [first, ...others])).min(1) });
}
