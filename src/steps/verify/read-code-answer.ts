import type { InboundMessage } from '../../engine/event.ts';
import type { StepResult } from '../../engine/step.ts';
import { type CodeReading, readCode } from '../../lib/read-code.ts';
import { readCommand, readLanguage } from '../../lib/wording/commands.ts';
import type { WordKey } from '../../lib/wording/words.ts';
import { askPhone, stayAtCode } from './wait.ts';
import { checkCode } from './check-code.ts';
import { DEFAULTS } from './config.ts';
import { leave } from './leave.ts';
import { type Here, MOST_MISFITS, remember } from './memory.ts';
import { countMisfit, speaking } from './say.ts';
import { sendAgain } from './send-code.ts';

const MISFITS = {
  none: 'code_no_digits',
  too_short: 'code_too_short',
  too_long: 'code_too_long',
  two: 'code_two',
  phone: 'code_is_phone',
} as const satisfies Readonly<Record<Extract<CodeReading, { ok: false }>['why'], WordKey>>;

/** Nobody has answered: one reminder, then the end. */
export function afterSilence(here: Here): StepResult {
  const { context, memory } = here;
  if (memory.phase === 'phone') return leave(here, 'abandoned', { key: null, note: 'no number in a day' });
  if (memory.reminded || context.now >= memory.expiresAt) return leave(here, 'abandoned', { key: 'timeout' });
  return stayAtCode(remember(here, { reminded: true }), 'idle', {}, 'reminded');
}

/** Reads an answer to the question for the code. None of what is no code calls the provider or uses a try. */
export function readCodeAnswer(here: Here, message: InboundMessage, early: boolean): StepResult {
  const asked = readCommand(message.text);
  if (asked === 'exit') return leave(here, 'exited', { key: 'exit' });
  if (asked === 'resend') return sendAgain(here, 'resent');
  if (asked === 'change' && !here.config.known) return askPhone(here, 'ask_phone_new');
  if (asked === 'options' || asked === 'help') return stayAtCode(here, asked);
  const language = readLanguage(message.text);
  if (language) return inLanguage(here, language);
  const reading = readCode(message.text, here.config.length ?? DEFAULTS.length);
  if (reading.ok) return checkCode(here, reading.code, early);
  return early ? { type: 'pass' } : misfit(here, message, reading.why);
}

function misfit(here: Here, message: InboundMessage, why: keyof typeof MISFITS): StepResult {
  const counted = countMisfit(here);
  if (counted.memory.misfits >= MOST_MISFITS) return leave(here, 'abandoned', { key: 'exit' });
  const noText = message.text.trim() === '';
  return stayAtCode(counted, noText ? 'not_text' : MISFITS[why], {}, `no code: ${noText ? 'no text' : why}`);
}

function inLanguage(here: Here, language: string): StepResult {
  return { ...stayAtCode(speaking(here, language), 'code_no_digits', {}, `goes on in ${language}`), set: { language } };
}
