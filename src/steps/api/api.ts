import { z } from 'zod';
import type { ApiAnswer } from '../../engine/api.ts';
import { condition } from '../../engine/condition.ts';
import type { Scope } from '../../engine/scope.ts';
import { target } from '../../engine/shapes.ts';
import { defineStep, type StepResult } from '../../engine/step.ts';

const status = z
  .union([z.number().int().min(100).max(599), z.enum(['1xx', '2xx', '3xx', '4xx', '5xx'])])
  .meta({ description: 'One status, as in 429, or a class of them, as in "4xx".' });

const outcome = z
  .strictObject({ status: status.optional(), if: condition.optional(), next: target })
  .refine((json) => (json.status === undefined) !== (json.if === undefined), {
    message: 'An outcome is chosen either by "status" or by "if": give it one of them.',
  });
type Outcome = z.output<typeof outcome>;

export const api = defineStep({
  type: 'api',
  title: 'Call an API',
  config: {
    api: z.string().meta({ description: 'The id of an API of the catalogue: its file name without .json.' }),
    outcomes: z.array(outcome).optional().meta({ description: 'Where to go by what came back; the first that matches decides.' }),
    on_error: target.optional().meta({ description: 'Where to go when the call failed and no outcome matched.' }),
    next: target.optional(),
  },
  exits: (config) => [
    { name: 'next', to: config.next, path: ['next'] },
    ...(config.outcomes ?? []).map((one, index) => ({ name: outcomeName(one), to: one.next, path: ['outcomes', index, 'next'] })),
    ...(config.on_error === undefined ? [] : [{ name: 'on_error', to: config.on_error, path: ['on_error'] }]),
  ],
  step: (config, event, { scope }) => {
    if (event.type !== 'api') return { type: 'wait', wait: { for: 'api', api: config.api } };
    const { answer } = event;
    const set = { ...answer.saved };
    const chosen = chooseOutcome(config.outcomes ?? [], answer, { ...scope, attributes: { ...scope.attributes, ...set } });
    if (chosen) return { type: 'go', to: chosen.next, exit: outcomeName(chosen), set, note: `outcome ${outcomeName(chosen)}` };
    if (answer.ok) return { type: 'go', set };
    return failed(config.on_error, answer);
  },
  waits: () => false,
  calls: (config) => [config.api],
});

function outcomeName(one: Outcome): string {
  return one.status === undefined ? 'if' : String(one.status);
}

function chooseOutcome(outcomes: readonly Outcome[], answer: ApiAnswer, scope: Scope): Outcome | undefined {
  const { response } = answer;
  if (!response) return undefined;
  const full: Scope = { ...scope, response };
  return outcomes.find((one) => (one.if ? one.if.test(full) : matchesStatus(one.status, response.status)));
}

function matchesStatus(wanted: Outcome['status'], got: number): boolean {
  return wanted === got || wanted === `${Math.floor(got / 100)}xx`;
}

function failed(onError: string | undefined, answer: ApiAnswer): StepResult {
  const why = answer.failure ?? 'failed';
  if (onError !== undefined) return { type: 'go', to: onError, exit: 'on_error', endsAs: 'error', note: why };
  return { type: 'fail', reason: `The API call failed (${why}) and the step has no "on_error".` };
}
