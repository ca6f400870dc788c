import type { ApiAnswer } from '../../engine/api.ts';
import type { StepResult } from '../../engine/step.ts';
import { normalizePhone, phoneCountry, servesCountry } from '../../lib/phone.ts';
import { askCode, askPhone, stayAtCode } from './wait.ts';
import { DEFAULTS, LONGEST_LIFE } from './config.ts';
import { leave } from './leave.ts';
import { ATTRIBUTES, type Here, phoneOf, remember, type VerifyMemory } from './memory.ts';
import { providerOf } from './providers/index.ts';
import { inMinutes, inSeconds } from './say.ts';
import { countSend, waitForRoom } from './send-limits.ts';
import type { SendVerdict } from './verdicts.ts';

const SECOND = 1000;

/** The waits before the second code, the third and so on, where the provider does not say. */
const RESEND_WAITS = [30, 60, 120, 240].map((seconds) => seconds * SECOND);
const LAST_WAIT = 240 * SECOND;
/** Codes that one run of the step has sent, and the pause after that. */
const MOST_SENDS = 5;
const SEND_PAUSE = 600 * SECOND;
/** What locks a person out where the provider does not say how long. */
const LOCK = 900 * SECOND;

/** Sends a code to a number, unless one has just been sent there. */
export function sendCode(
  here: Here,
  to: { readonly phone: string; readonly shown: string; readonly says: VerifyMemory['says'] },
): StepResult {
  const { context, memory } = here;
  const isSame = to.phone === phoneOf(here);
  // A code that went to another number proves nothing about this one.
  const delivered = isSame && memory.delivered;
  const ofCode = isSame ? {} : { resendAt: 0, expiresAt: 0, wrong: 0 };
  const placed = remember(here, { shown: to.shown, says: to.says, misfits: 0, delivered, ...ofCode });
  if (isSame && context.now < memory.resendAt) return waitForResend(placed);
  if (to.phone === context.ours) return refused(remember(about(here, to.phone), { shown: to.shown }), 'bad_number');
  if (!isServed(here, to.phone)) return refused(about(here, to.phone), 'not_allowed');
  if (memory.sends >= MOST_SENDS) return tooManySends(placed, SEND_PAUSE);
  const wait = waitForRoom(here);
  if (wait > 0) return tooManySends(placed, wait);
  return {
    type: 'wait',
    wait: {
      for: 'api',
      api: providerOf(here.config).send,
      meanwhile: { slow: context.words('sending_slow'), busy: context.words('busy') },
    },
    set: {
      [ATTRIBUTES.phone]: to.phone,
      [ATTRIBUTES.text]: context.words('otp_sms', LEFT_TO_SERVICE),
      ...(delivered ? {} : { [ATTRIBUTES.reference]: null }),
    },
    memory: remember(placed, { phase: 'sending' }).memory,
    ...(isSender(here, to.phone) ? { note: SENDER } : {}),
  };
}

/** This server's own service judges for itself; for others the same countries hold. */
function isServed({ config, context: { allowedCountries } }: Here, phone: string): boolean {
  if (allowedCountries === null || providerOf(config).keepsBudgets) return true;
  return servesCountry(phoneCountry(phone) ?? '', allowedCountries);
}

/** The same moment with another number, which nothing has been sent to. */
function about(here: Here, phone: string): Here {
  const { context } = here;
  const { scope } = context;
  const attributes = { ...scope.attributes, [ATTRIBUTES.phone]: phone };
  return { ...here, context: { ...context, scope: { ...scope, attributes } } };
}

/** Only who makes the code knows it and how long it works. */
const LEFT_TO_SERVICE = { code: '{{ code }}', ttl: '{{ ttl }}' };

const SENDER = 'This is the number the person texts from, so the code proves little more than the message did.';

function isSender({ context }: Here, phone: string): boolean {
  const { contact } = context.scope;
  return contact.channel === 'sms' && normalizePhone(contact.address, context.country) === phone;
}

/** Sends another code to the same number, or the first where none has reached it. */
export function sendAgain(here: Here, again: VerifyMemory['says']): StepResult {
  const phone = phoneOf(here);
  if (phone === null) return askPhone(here, 'ask_phone_new');
  const first = here.config.known ? 'ask_code_known' : 'ask_code';
  return sendCode(here, { phone, shown: here.memory.shown, says: here.memory.delivered ? again : first });
}

function waitForResend(here: Here): StepResult {
  return stayAtCode(here, 'resend_wait', { wait: inSeconds(here.memory.resendAt - here.context.now) });
}

function tooManySends(here: Here, wait: number): StepResult {
  return leave(here, 'too_many_sends', { key: 'resend_limit', values: { mins: inMinutes(wait) } });
}

/** Ends a verification with too many wrong codes: the person is locked out for a while, also in later conversations. */
export function lockOut(here: Here, wait: number = LOCK): StepResult {
  return leave(here, 'too_many_checks', {
    key: 'attempts_over',
    values: { mins: inMinutes(wait) },
    lockedUntil: here.context.now + wait,
  });
}

/** Takes the answer of the API that sends codes. */
export function takeSendAnswer(here: Here, answer: ApiAnswer): StepResult {
  const judged = providerOf(here.config).judgeSend(answer, here.context.scope);
  const result = afterSend(here, judged);
  const counted = mayHaveSent(judged, answer) ? countSend(here) : {};
  return result.type === 'pass' ? result : { ...result, set: { ...answer.saved, ...counted, ...result.set } };
}

/** Whoever does not answer may have sent the code all the same. */
function mayHaveSent({ verdict }: SendVerdict, { response }: ApiAnswer): boolean {
  return verdict === 'sent' || (verdict === 'provider_down' && (response === null || response.status >= 500));
}

function afterSend(here: Here, { verdict, expiresAt, retryAfter }: SendVerdict): StepResult {
  const { config, context, memory } = here;
  if (verdict === 'sent') {
    const sends = memory.sends + 1;
    const sent = remember(here, {
      sends,
      delivered: true,
      wrong: 0,
      resendAt: context.now + (retryAfter ?? RESEND_WAITS[sends - 1] ?? LAST_WAIT),
      expiresAt: Math.min(expiresAt ?? context.now + (config.code_life ?? DEFAULTS.codeLife), context.now + LONGEST_LIFE),
    });
    return pauseThenAsk(sent);
  }
  if (verdict === 'too_many_sends') {
    const wait = retryAfter ?? SEND_PAUSE;
    if (wait > LAST_WAIT || config.on?.too_many_sends !== undefined) return tooManySends(here, wait);
    return waitForResend(remember(here, { resendAt: context.now + wait }));
  }
  if (verdict === 'too_many_checks') return lockOut(here, retryAfter);
  if (verdict === 'bad_number' || verdict === 'not_allowed' || verdict === 'blocked') return refused(here, verdict);
  if (config.on?.provider_down !== undefined) return leave(here, 'provider_down', { key: null });
  return stayAtCode(here, 'send_failed');
}

function pauseThenAsk(here: Here): StepResult {
  const pause = here.config.pause ?? DEFAULTS.pause;
  const isFirst = here.memory.says === 'ask_code' || here.memory.says === 'ask_code_known';
  if (pause === 0 || !isFirst) return askCode(here);
  return { type: 'wait', wait: { for: 'time', after: pause }, memory: remember(here, { phase: 'pausing' }).memory };
}

const REFUSALS = { bad_number: 'phone_not_mobile', not_allowed: 'phone_not_served', blocked: 'blocked' } as const;

/** A number that gets no code: the person may give another, unless the flow leads elsewhere or the number is fixed. */
function refused(here: Here, verdict: keyof typeof REFUSALS): StepResult {
  if (here.config.on?.[verdict] !== undefined) return leave(here, verdict, { key: null });
  if (here.config.known) return leave(here, verdict, { key: 'blocked' });
  return askPhone(here, REFUSALS[verdict], { number: here.memory.shown });
}
