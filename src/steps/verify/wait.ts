import type { StepResult } from '../../engine/step.ts';
import type { WordKey, WordValues } from '../../lib/wording/words.ts';
import { DEFAULTS } from './config.ts';
import { type Here, recall, remember } from './memory.ts';
import { sayHere } from './say.ts';

const MINUTE = 60_000;
const REMINDER = 5 * MINUTE;
/** A question for a number is forgotten after a day without a word about it. */
const PATIENCE = 24 * 60 * MINUTE;

type Waits = Extract<StepResult, { type: 'wait' }>;

/** Asks for a number in these words. What holds for the code that was sent is kept, for the case that the number stays. */
export function askPhone(here: Here, key: WordKey, values: WordValues = {}): Waits {
  const { sends, delivered, resendAt, expiresAt, wrong, misfits, reminded } = here.memory;
  const memory = { ...recall({}), sends, delivered, resendAt, expiresAt, wrong, misfits, reminded };
  return { type: 'wait', say: sayHere(here, key, values), wait: { for: 'message', within: PATIENCE }, memory };
}

/** Asks for the code that was just sent. */
export function askCode(here: Here): Waits {
  return stayAtCode(here, here.memory.says);
}

/** Says something and waits for a code, or for what can be asked for in its place. */
export function stayAtCode(here: Here, key: WordKey, values: WordValues = {}, note?: string): Waits {
  const { config, context, memory } = here;
  const expiresAt = memory.expiresAt > context.now ? memory.expiresAt : context.now + (config.code_life ?? DEFAULTS.codeLife);
  const at = remember(here, { phase: 'code', expiresAt });
  return {
    type: 'wait',
    say: sayHere(at, key, values),
    wait: { for: 'message', within: patience(at) },
    memory: at.memory,
    ...(note === undefined ? {} : { note }),
  };
}

/** Until the reminder, or once it was said until the code is over. */
function patience({ context, memory }: Here): number {
  const left = Math.max(memory.expiresAt - context.now, MINUTE);
  return memory.reminded ? left : Math.min(REMINDER, left);
}
