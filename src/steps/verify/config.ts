import { z } from 'zod';
import { condition } from '../../engine/condition.ts';
import { attributeName, duration, target, template } from '../../engine/shapes.ts';
import type { ConfigOf } from '../../engine/step.ts';
import { PROVIDER_VERDICTS, type ProviderVerdict, type Verdict, VERDICTS } from './verdicts.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** No code counts for longer, whatever a provider says. Milliseconds. */
export const LONGEST_LIFE = 60 * MINUTE;

const status = z.union([z.number().int().min(100).max(599), z.enum(['1xx', '2xx', '3xx', '4xx', '5xx'])]);

const rule = z
  .strictObject({
    status: status.optional(),
    if: condition.optional(),
    verdict: z.enum(PROVIDER_VERDICTS as [ProviderVerdict, ...ProviderVerdict[]]),
  })
  .refine((json) => (json.status === undefined) !== (json.if === undefined), {
    message: 'A verdict is chosen either by "status" or by "if": give it one of them.',
  });
export type Rule = z.output<typeof rule>;

const pair = z.strictObject({
  send: z.string().meta({ description: 'The API of the catalogue that sends a code to {{ phone }}.' }),
  check: z.string().meta({ description: 'The API of the catalogue that checks {{ user_otp }}.' }),
  verdicts: z
    .strictObject({ send: z.array(rule).optional(), check: z.array(rule).optional() })
    .optional()
    .meta({ description: 'What the answers mean; the first that matches decides, else what is usual.' }),
});
export type Pair = z.output<typeof pair>;

/** What `save` can keep of a verification. */
const FACTS = ['phone', 'verified_at', 'verdict', 'method'] as const;
export type Fact = (typeof FACTS)[number];

const on = z.strictObject(
  Object.fromEntries(VERDICTS.map((verdict) => [verdict, target.optional()])) as Record<Verdict, z.ZodOptional<typeof target>>,
);

export const verifyShape = {
  provider: z
    .union(
      [z.enum(['builtin', 'twilio-verify']), pair],
      'A provider is "builtin", "twilio-verify", or { "send": "…", "check": "…" }.',
    )
    .default('builtin')
    .meta({ description: 'Who sends and checks the codes: "builtin", "twilio-verify", or two APIs of the catalogue.' }),
  phone: template.optional().meta({ description: 'The number, as in "{{ phone }}". Without it the step asks for one.' }),
  known: z
    .boolean()
    .optional()
    .meta({ description: 'The number comes from your records: it is never shown in full and cannot be changed.' }),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'A country is two capital letters, as in "US".')
    .optional()
    .meta({ description: 'The country of numbers typed without a country code; default that of our own number.' }),
  length: z.number().int().min(4).max(10).optional().meta({ description: 'How many digits a code has; default 6.' }),
  code_life: duration({ max: LONGEST_LIFE })
    .optional()
    .meta({ description: 'How long a code works where the provider does not say; default "10m".' }),
  pause: duration({ max: MINUTE })
    .optional()
    .meta({ description: 'How long to wait between the code and the question for it; default "5s".' }),
  repause: duration({ max: MINUTE })
    .optional()
    .meta({ description: 'How long to wait before another code is checked; default "2s".' }),
  trust: duration({ max: 3650 * DAY })
    .optional()
    .meta({ description: 'How long the number counts as verified; default "30d".' }),
  save: z
    .record(attributeName, z.enum(FACTS))
    .optional()
    .meta({ description: 'Attribute ← what became known: "phone", "verified_at", "verdict" or "method".' }),
  on: on.optional().meta({ description: 'Where to go for a verdict, by its name.' }),
  next: target.optional(),
};
export type VerifyConfig = ConfigOf<typeof verifyShape>;

/** What holds where the step says nothing. Milliseconds. */
export const DEFAULTS = { length: 6, codeLife: 10 * MINUTE, pause: 5_000, repause: 2_000, trust: 30 * DAY } as const;
