import type { Answered, NewChallenge, OtpCall, SendHistory } from '../runtime/otp-store.ts';
import type { Clock, ContactKey, OtpRequest, OtpResponse } from '../runtime/ports.ts';
import { KEY_REUSED, refusedAnswer, sentAnswer } from './answers.ts';
import { countsOf } from './counts.ts';
import { readDestination } from './destination.ts';
import { createInTurn } from './in-turn.ts';
import { createJudge } from './judge-send.ts';
import { challengeId, codeHash, contactHash, keyedHash } from './keyed-hash.ts';
import type { OtpServiceOptions } from './options.ts';
import {
  areCodeWords,
  CODE_LENGTH,
  codeText,
  DAY,
  LONGEST_LIFE,
  nextToDestinationAt,
  prefixOf,
  SEND_LEASE,
  SEND_WAIT,
} from './policy.ts';
import { readCall, readField } from './request.ts';

/** How often a call that another process has begun is looked at. */
const LOOK_AGAIN = 250;
/** 256 bits: a reference can be neither guessed nor met twice. */
const REFERENCE_BYTES = 32;

/** A send that nothing in the request itself forbids. */
interface Send {
  readonly to: string;
  readonly country: string;
  /** Words of the flow for the text; null: the default ones. */
  readonly words: string | null;
  readonly contact: ContactKey | null;
  readonly call: OtpCall | null;
}

/** A challenge about to be reserved, with the code that only the text will say and the reference that only the answer will. */
interface Draft {
  readonly challenge: NewChallenge;
  readonly reference: string;
  readonly code: string;
  readonly at: number;
}

/** Answers an authorised request to send a code. */
export function createSendCode(options: OtpServiceOptions): (request: OtpRequest) => Promise<OtpResponse> {
  const inTurn = createInTurn();
  return async (request) => {
    const toNumber = readField(request.body, 'toNumber');
    const text = readField(request.body, 'text');
    // Only a flow of ours may choose the words: from outside anybody could have anything texted.
    const words = request.contact !== null && areCodeWords(text) ? text : null;
    const call = readCall(request, { key: options.keys.otp, route: 'send', fields: [toNumber], now: options.clock.now() });
    const { region, allowedCountries, ours } = options;
    const where = { region, allowedCountries, ours: [ours, request.contact?.ours ?? ours] };
    const destination = readDestination(toNumber, where);
    const run = () =>
      destination.ok
        ? send(options, { to: destination.e164, country: destination.country, words, contact: request.contact, call })
        : refuse(options, call, refusedAnswer(destination.status));
    return call === null ? run() : inTurn(call.key.toString('base64'), run);
  };
}

async function refuse(options: OtpServiceOptions, call: OtpCall | null, answer: OtpResponse): Promise<OtpResponse> {
  if (call === null) return answer;
  const outcome = await options.store.remember({ call, answer, now: options.clock.now() });
  return outcome.as === 'conflict' ? KEY_REUSED : outcome.answer;
}

async function send(options: OtpServiceOptions, request: Send): Promise<OtpResponse> {
  const reserved = await reserve(options, request);
  if (reserved.as === 'answered') return reserved.answer;
  const answer = await deliver(options, request, reserved);
  options.logger.info({ country: request.country, status: String(answer.body['status']) }, 'otp send');
  return settle(options, request.call, answer);
}

/** Reserves a challenge, or waits for the answer where another process has begun the same call. */
async function reserve(
  options: OtpServiceOptions,
  request: Send,
): Promise<Answered | { readonly as: 'reserved'; readonly draft: Draft; readonly history: SendHistory }> {
  for (;;) {
    const draft = draftChallenge(options, request);
    const now = draft.at;
    const judge = createJudge(now);
    const outcome = await options.store.reserve({
      challenge: draft.challenge,
      now,
      call: request.call,
      counts: countsOf(options),
      hasContact: request.contact !== null,
      judge: judge.decide,
    });
    judge.raiseAlarm(options.logger);
    if (outcome.as === 'answered') return outcome;
    if (outcome.as === 'conflict') return { as: 'answered', answer: KEY_REUSED };
    if (outcome.as === 'reserved') return { as: 'reserved', draft, history: outcome.history };
    if (now - outcome.startedAt >= SEND_LEASE) {
      return { as: 'answered', answer: await settle(options, request.call, refusedAnswer('provider_down')) };
    }
    await pause(options.clock, LOOK_AGAIN);
  }
}

function draftChallenge(options: OtpServiceOptions, request: Send): Draft {
  const { keys, random, clock, ttl } = options;
  const at = clock.now();
  const reference = random.bytes(REFERENCE_BYTES).toString('base64url');
  const id = challengeId(keys.otp, reference);
  const code = testCode(options, request.to, at) ?? String(random.below(10 ** CODE_LENGTH)).padStart(CODE_LENGTH, '0');
  const expiresAt = at + lifeOf(ttl);
  const challenge = {
    id,
    phone: keyedHash(keys.otp, 'phone', [request.to]),
    contact: contactHash(keys.otp, request.contact),
    prefix: keyedHash(keys.otp, 'prefix', [prefixOf(request.to)]),
    country: request.country,
    code: codeHash(keys.otp, id, code),
    expiresAt,
    keptUntil: expiresAt + DAY,
  };
  return { challenge, reference, code, at };
}

/** The fixed code of a test phone, until its date. */
function testCode({ testOtp }: OtpServiceOptions, to: string, now: number): string | undefined {
  return testOtp && now < testOtp.until ? testOtp.codes.get(to) : undefined;
}

async function deliver(
  options: OtpServiceOptions,
  request: Send,
  { draft, history }: { readonly draft: Draft; readonly history: SendHistory },
): Promise<OtpResponse> {
  const sent = await sendText(options, request, draft);
  if (sent === 'failed') return refusedAnswer('provider_down');
  if (sent === 'opted_out') return refusedAnswer('not_allowed');
  const now = options.clock.now();
  const sends = [...history.sends, { at: draft.at, approvedAt: null }];
  return sentAnswer({
    systemOtp: draft.reference,
    expiresAt: draft.challenge.expiresAt,
    resendAfter: nextToDestinationAt({ sends, pausedUntil: null }, now) - now,
  });
}

async function sendText(
  options: OtpServiceOptions,
  { to, words }: Send,
  { code, challenge }: Draft,
): Promise<'accepted' | 'failed' | 'opted_out'> {
  const about = { brand: options.brand, life: lifeOf(options.ttl), words };
  try {
    return await options.texts.sendText({
      to,
      text: codeText({ code, ...about }),
      shown: codeText({ code: '•'.repeat(CODE_LENGTH), ...about }),
      waitMs: SEND_WAIT,
      expiresAt: challenge.expiresAt,
    });
  } catch (error) {
    // Its message could hold the text, so only its kind is told.
    options.logger.error(
      { kind: error instanceof Error ? error.name : typeof error },
      'the outbox did not take a text with a code',
    );
    return 'failed';
  }
}

async function settle({ store }: OtpServiceOptions, call: OtpCall | null, answer: OtpResponse): Promise<OtpResponse> {
  return call === null ? answer : store.settle({ call, answer });
}

function lifeOf(ttl: number): number {
  return Math.min(ttl, LONGEST_LIFE);
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
