import type { StepDefinition } from '../engine/step.ts';
import { api } from './api/api.ts';
import { branch } from './branch/branch.ts';
import { capture } from './capture/capture.ts';
import { delay } from './delay/delay.ts';
import { end } from './end/end.ts';
import { flow } from './flow/flow.ts';
import { handoff } from './handoff/handoff.ts';
import { message } from './message/message.ts';
import { set } from './set/set.ts';
import { verify } from './verify/verify.ts';

/** Every step type of the language. The schema, the checker and the reference come from this list. */
export const STEPS = [message, capture, api, delay, branch, set, verify, flow, handoff, end] as const;

/** The list as the rest of the code uses it: by type, each with a configuration of its own shape. */
export const STEP_BY_TYPE: ReadonlyMap<string, StepDefinition> = new Map(
  STEPS.map((definition) => [definition.type, definition as unknown as StepDefinition]),
);
