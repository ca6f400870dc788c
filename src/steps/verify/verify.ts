import type { StepEvent, StepResult } from '../../engine/step.ts';
import { defineStep } from '../../engine/step.ts';
import { readCode } from '../../lib/read-code.ts';
import { readCommand } from '../../lib/wording/commands.ts';
import { afterSilence, readCodeAnswer } from './read-code-answer.ts';
import { askFirst, LANGUAGE_OFFERED, readPhoneAnswer, takeGivenPhone } from './read-phone-answer.ts';
import { askCode, askPhone } from './wait.ts';
import { callCheck, takeCheckAnswer } from './check-code.ts';
import { DEFAULTS, type VerifyConfig, verifyShape } from './config.ts';
import { goOnVerified, leave } from './leave.ts';
import { ATTRIBUTES, type Here, recall, type VerifyMemory } from './memory.ts';
import { inMinutes } from './say.ts';
import { takeSendAnswer } from './send-code.ts';
import { SENT_AT } from './send-limits.ts';

export const verify = defineStep({
  type: 'verify',
  title: 'Verify a phone number',
  config: verifyShape,
  exits: (config) => [
    { name: 'next', to: config.next, path: ['next'] },
    ...Object.entries(config.on ?? {}).flatMap(([verdict, to]) =>
      to === undefined ? [] : [{ name: verdict, to, path: ['on', verdict] }],
    ),
  ],
  step: (config, event, context) => take({ config, context, memory: recall(context.memory) }, event),
  saves: (config) => [
    { name: ATTRIBUTES.phone, secret: false },
    { name: ATTRIBUTES.code, secret: true },
    { name: ATTRIBUTES.reference, secret: true },
    { name: ATTRIBUTES.text, secret: false },
    { name: ATTRIBUTES.lockedUntil, secret: false, lasting: true },
    { name: LANGUAGE_OFFERED, secret: false, lasting: true },
    { name: SENT_AT, secret: false, lasting: true },
    { name: 'language', secret: false },
    ...Object.keys(config.save ?? {}).map((name) => ({ name, secret: false })),
  ],
  hides: (config, _secrets, reading) => {
    if (!reading) return 'digits';
    return mayHoldCode(config, recall(reading.memory), reading.message.text) ? 'digits' : 'open';
  },
  mindsSilence: true,
  waits: () => true,
  check: (config) =>
    config.known && config.phone === undefined
      ? [
          {
            path: ['known'],
            message: '"known" says that "phone" comes from your records, but there is no "phone". Give it, or remove "known".',
          },
        ]
      : [],
  needs: ({ provider }) => (provider === 'twilio-verify' ? [{ setting: 'TWILIO_VERIFY_SERVICE_SID', path: ['provider'] }] : []),
  calls: ({ provider }) => (typeof provider === 'string' ? [] : [provider.send, provider.check]),
  hands: ({ provider }) =>
    typeof provider === 'string' ? [] : [{ api: provider.check, attribute: ATTRIBUTES.code, path: ['provider', 'check'] }],
});

/** While a number is asked for, numbers are shown; a code that was sent to another one is not. */
function mayHoldCode(config: VerifyConfig, { phase, sends }: VerifyMemory, text: string): boolean {
  if (phase !== 'phone') return /[\p{Nd}\p{No}]/u.test(text);
  return sends > 0 && readCode(text, config.length ?? DEFAULTS.length).ok;
}

function take(here: Here, event: StepEvent): StepResult {
  const { phase } = here.memory;
  if (event.type === 'entered') return enter(here);
  if (event.type === 'message') {
    const read = phase === 'phone' ? readPhoneAnswer : readCodeAnswer;
    return read(here, event.message, event.early);
  }
  if (event.type === 'time') return afterTime(here) ?? unexpected(here, event);
  if (event.type !== 'api') return unexpected(here, event);
  if (phase === 'sending') return takeSendAnswer(here, event.answer);
  return phase === 'checking' ? takeCheckAnswer(here, event.answer) : unexpected(here, event);
}

function afterTime(here: Here): StepResult | null {
  const { phase } = here.memory;
  if (phase === 'pausing') return askCode(here);
  if (phase === 'repausing') return callCheck(here);
  return phase === 'phone' || phase === 'code' ? afterSilence(here) : null;
}

/** An answer to a question that was not asked approves nothing. */
function unexpected({ memory }: Here, { type }: StepEvent): StepResult {
  return { type: 'fail', reason: `The step was told "${type}" while it was ${memory.phase}.` };
}

function enter(here: Here): StepResult {
  const { config, context } = here;
  const { scope, now } = context;
  const locked = Number(scope.attributes[ATTRIBUTES.lockedUntil] ?? 0) - now;
  if (locked > 0)
    return leave(here, 'too_many_checks', {
      key: 'attempts_over',
      values: { mins: inMinutes(locked) },
      note: 'still locked out',
    });
  const given = config.phone?.text(scope).trim() ?? '';
  const wantsOther = !config.known && scope.message !== null && readCommand(scope.message.text) === 'change';
  if (wantsOther) return askPhone(here, 'ask_phone_new');
  if (isTrusted(config, here, given)) return goOnVerified(here);
  return given === '' ? askFirst(here) : takeGivenPhone(here, given);
}

/** A number verified before counts where it is the one asked for, and not older than this step trusts. */
function isTrusted(config: VerifyConfig, { context }: Here, given: string): boolean {
  const { verified, verified_phone, verified_at } = context.scope.contact;
  if (!verified || verified_at === null || (given !== '' && given !== verified_phone)) return false;
  return Date.parse(verified_at) + (config.trust ?? DEFAULTS.trust) > context.now;
}
