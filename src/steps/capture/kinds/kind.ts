import { z } from 'zod';
import { compilePattern } from '../../../engine/condition.ts';
import type { InboundMessage } from '../../../engine/event.ts';
import type { Scope } from '../../../engine/scope.ts';
import { text } from '../../../engine/shapes.ts';
import type { StepContext } from '../../../engine/step.ts';
import type { Value } from '../../../engine/value.ts';
import { PHONE_TYPES } from '../../../lib/phone.ts';

const choice = z.strictObject({
  value: z.string().min(1),
  label: text,
  keywords: z.array(z.string().min(1)).optional(),
});

const pattern = z.string().transform((source, context) => {
  try {
    return compilePattern(source);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message, params: { kind: 'pattern' } });
    return z.NEVER;
  }
});

/** The keys that belong to one kind of answer or another. */
export const kindKeys = {
  pattern: pattern.optional().meta({ description: 'text: what the whole answer must look like, in RE2 syntax.' }),
  max_length: z.number().int().min(1).max(10_000).optional().meta({ description: 'text: the most characters.' }),
  early: z.boolean().optional().meta({ description: 'text: take what was typed before the question was asked.' }),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'A country is two capital letters, as in "US".')
    .optional()
    .meta({ description: 'phone: the country of numbers typed without a country code.' }),
  allow_sender: z.boolean().optional().meta({ description: 'phone: the answer "1" means the number the person texts from.' }),
  types: z
    .array(z.enum(PHONE_TYPES))
    .min(1)
    .optional()
    .meta({ description: 'phone: the types of number taken; default those that can be mobile.' }),
  length: z.number().int().min(3).max(12).optional().meta({ description: 'code: how many digits; default 6.' }),
  min: z.number().optional().meta({ description: 'number: the least.' }),
  max: z.number().optional().meta({ description: 'number: the most.' }),
  integer: z.boolean().optional().meta({ description: 'number: whole numbers only.' }),
  choices: z.array(choice).min(1).max(30).optional().meta({ description: 'choice: what can be chosen.' }),
};

const keysObject = z.object(kindKeys);
/** The configuration as a kind sees it. */
export type KindConfig = z.output<typeof keysObject>;

/** What a kind made of a message. `why` is a word for the trace, `retry` what the person is told by default. */
export type Reading =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly why: string; readonly retry: string };

/** One kind of answer that a capture can expect. */
export interface Kind {
  /** Those of `kindKeys` that it understands. */
  readonly keys: readonly string[];
  /** Whether a message typed before the question may answer it. */
  takesEarly(config: KindConfig): boolean;
  read(config: KindConfig, message: InboundMessage, context: StepContext): Reading;
  /** What is added to the prompt. */
  list?(config: KindConfig, scope: Scope): string;
  check?(config: KindConfig): { path: (string | number)[]; message: string }[];
}
