import type { ApiAnswer } from '../../engine/api.ts';
import type { StepResult } from '../../engine/step.ts';
import { stayAtCode } from './wait.ts';
import { DEFAULTS } from './config.ts';
import { leave } from './leave.ts';
import { ATTRIBUTES, type Here, remember } from './memory.ts';
import { providerOf } from './providers/index.ts';
import { lockOut, sendAgain } from './send-code.ts';
import type { CheckVerdict } from './verdicts.ts';

/** Checks of one code, where the provider does not say how many are left. */
const MOST_WRONG = 5;

/** Takes up a code that was typed: checked at once, or after a pause when another one was wrong before. */
export function checkCode(here: Here, code: string, early: boolean): StepResult {
  const repause = here.config.repause ?? DEFAULTS.repause;
  // Nothing reached this number so far, so there is nothing that the code could be compared with.
  if (!here.memory.delivered) return sendAgain(here, 'resent');
  const set = { [ATTRIBUTES.code]: code };
  const note = early ? { note: 'typed early' } : {};
  const noted = remember(here, { misfits: 0 });
  if (noted.memory.wrong === 0 || repause === 0) return { ...callCheck(noted), set, ...note };
  return {
    type: 'wait',
    wait: { for: 'time', after: repause },
    set,
    memory: remember(noted, { phase: 'repausing' }).memory,
    ...note,
  };
}

/** Calls the API that checks the code. */
export function callCheck(here: Here): Extract<StepResult, { type: 'wait' }> {
  const { check } = providerOf(here.config);
  const meanwhile = { slow: null, busy: here.context.words('busy') };
  return { type: 'wait', wait: { for: 'api', api: check, meanwhile }, memory: remember(here, { phase: 'checking' }).memory };
}

/** Takes the answer of the API that checks codes. */
export function takeCheckAnswer(here: Here, answer: ApiAnswer): StepResult {
  const judged = providerOf(here.config).judgeCheck(answer, here.context.scope);
  const result = afterCheck(here, judged);
  return result.type === 'pass' ? result : { ...result, set: { ...answer.saved, [ATTRIBUTES.code]: null, ...result.set } };
}

function afterCheck(here: Here, { verdict, left, retryAfter }: CheckVerdict): StepResult {
  const { on } = here.config;
  if (verdict === 'approved') return leave(here, verdict, { key: 'success' });
  if (verdict === 'too_many_checks') return lockOut(here, retryAfter);
  if (on?.[verdict] !== undefined) return leave(here, verdict, { key: null });
  if (verdict === 'wrong_code') return wrongCode(here, left);
  if (verdict === 'expired') return sendAgain(here, 'code_expired');
  if (verdict === 'provider_down') return stayAtCode(here, 'verify_failed');
  return leave(here, verdict, { key: 'blocked' });
}

function wrongCode(here: Here, told: number | undefined): StepResult {
  const wrong = here.memory.wrong + 1;
  const left = told ?? MOST_WRONG - wrong;
  if (left <= 0) return lockOut(here);
  return stayAtCode(remember(here, { wrong }), left === 1 ? 'code_wrong_last' : 'code_wrong', { left }, 'wrong code');
}
