import type { InboundMessage } from '../../engine/event.ts';
import type { StepResult } from '../../engine/step.ts';
import { foldKeyword } from '../../lib/keyword.ts';
import { phoneCountry, type PhoneReading, readPhone } from '../../lib/phone.ts';
import { languageOfCountry, readCommand, readLanguage } from '../../lib/wording/commands.ts';
import type { Language } from '../../lib/wording/index.ts';
import type { WordKey } from '../../lib/wording/words.ts';
import { leave } from './leave.ts';
import { type Here, MOST_MISFITS } from './memory.ts';
import { sendAgain, sendCode } from './send-code.ts';
import { countMisfit, speaking } from './say.ts';
import { askPhone } from './wait.ts';

const LONGEST_SHOWN = 24;

const MISFITS = {
  none: 'phone_no_digits',
  two: 'phone_two',
  too_short: 'phone_too_short',
  too_long: 'phone_too_long',
  bad_country: 'phone_bad_country',
  invalid: 'phone_invalid',
  not_mobile: 'phone_not_mobile',
} as const satisfies Readonly<Record<Extract<PhoneReading, { ok: false }>['why'], WordKey>>;

/** The first question. On SMS the number of the person is known, and a language may be offered. */
export function askFirst(here: Here): StepResult {
  const question = askPhone(here, isSms(here) ? 'ask_phone' : 'ask_phone_new');
  const offered = languageToOffer(here);
  if (offered === null) return question;
  const say = [...(question.say ?? []), { text: here.context.words('lang', {}, offered), media: [] }];
  return { ...question, say, set: { [LANGUAGE_OFFERED]: true } };
}

/** Set for good once another language was offered. */
export const LANGUAGE_OFFERED = 'verify_language_offered';

function languageToOffer({ context }: Here): Language | null {
  const { contact, attributes } = context.scope;
  if (contact.channel !== 'sms' || contact.language !== null || attributes[LANGUAGE_OFFERED] === true) return null;
  return languageOfCountry(phoneCountry(contact.address));
}

/** Reads an answer to the question for a number. */
export function readPhoneAnswer(here: Here, message: InboundMessage, early: boolean): StepResult {
  const { contact } = here.context.scope;
  const command = readCommand(message.text);
  if (command === 'exit') return leave(here, 'exited', { key: 'exit' });
  if (command === 'options' || command === 'help') return askPhone(here, command);
  if (command === 'change') return askPhone(here, 'ask_phone_new');
  if (command === 'resend' && here.memory.delivered) return sendAgain(here, 'resent');
  const language = readLanguage(message.text);
  if (language) return inLanguage(here, language);
  const isOwn = isSms(here) && foldKeyword(message.text) === '1';
  const reading = readNumber(here, isOwn ? contact.address : message.text);
  if (reading.ok)
    return sendCode(here, {
      phone: reading.e164,
      shown: isOwn ? reading.e164 : asTyped(message.text, reading.e164),
      says: 'ask_code',
    });
  return early ? { type: 'pass' } : misfit(here, reading, message.text);
}

/** A number that the flow gives: a code is sent to it at once. */
export function takeGivenPhone(here: Here, given: string): StepResult {
  const reading = readNumber(here, given);
  const says = here.config.known ? 'ask_code_known' : 'ask_code';
  if (reading.ok) return sendCode(here, { phone: reading.e164, shown: reading.e164, says });
  if (here.config.on?.bad_number !== undefined || here.config.known) return leave(here, 'bad_number', { key: 'blocked' });
  return misfit(here, reading, given);
}

function readNumber({ config, context }: Here, typed: string): PhoneReading {
  const region = config.country ?? context.country;
  return readPhone(typed, region === undefined ? {} : { region });
}

function misfit(here: Here, reading: Extract<PhoneReading, { ok: false }>, typed: string): StepResult {
  const counted = countMisfit(here);
  if (counted.memory.misfits >= MOST_MISFITS) return leave(here, 'abandoned', { key: 'exit' });
  const noSender = reading.why === 'none' && !isSms(here);
  const key = noSender ? 'ask_phone_new' : MISFITS[reading.why];
  return { ...askPhone(counted, key, { number: asTyped(typed, reading.e164 ?? '') }), note: `no number: ${reading.why}` };
}

function inLanguage(here: Here, language: Language): StepResult {
  const question = askPhone(speaking(here, language), isSms(here) ? 'ask_phone' : 'ask_phone_new');
  return { ...question, set: { language }, note: `goes on in ${language}` };
}

/** The number in the person's own writing, where that is nothing but the number; else in E.164. */
function asTyped(typed: string, e164: string): string {
  const plain = typed.trim();
  return /^[+(]?\d[\d ().+/-]*$/.test(plain) && plain.length <= LONGEST_SHOWN ? plain : e164;
}

function isSms({ context }: Here): boolean {
  return context.scope.contact.channel === 'sms';
}
