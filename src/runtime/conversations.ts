import type { Api } from '../engine/api.ts';
import type { WordingFacts } from '../engine/wording.ts';
import type { Loaded } from '../flow/load.ts';
import { describeError } from '../lib/errors.ts';
import type { Bell } from './bell.ts';
import { viewOf } from './contact-view.ts';
import { Desk } from './desk.ts';
import { FlowLibrary } from './flow-library.ts';
import type { Hold } from './hold.ts';
import { contactKeyText, Holds } from './holds.ts';
import { Lanes } from './lanes.ts';
import { Mailbox } from './mailbox.ts';
import { AfterTurn } from './perform/after-turn.ts';
import { Asides } from './perform/asides.ts';
import { Calls, unanswerable } from './perform/call-api.ts';
import { OPTED_OUT, type SendTexts } from './perform/send-texts.ts';
import type { ApiCaller, Clock, ContactKey, Logger, Random } from './ports.ts';
import type { Received } from './received.ts';
import { Resumer } from './resumer.ts';
import type { DeliveryReport, Job, Store } from './store.ts';
import { TurnRunner } from './turn-runner.ts';
import { Worker } from './worker.ts';

export interface ConversationsParts {
  readonly store: Store;
  readonly flows: Loaded;
  /** APIs that no file defines. */
  readonly builtInApis: ReadonlyMap<string, Api>;
  readonly caller: ApiCaller;
  readonly texts: SendTexts;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** The country of our own number. */
  readonly country: string | undefined;
  /** The countries that codes may be sent to; null: all. */
  readonly allowedCountries: readonly string[] | null;
  /** What default texts name. */
  readonly wording: WordingFacts;
  /** The number of ours that new conversations have. */
  readonly ours: string;
  /** The answer of a webhook may have buttons in it. */
  readonly answersTakeButtons: boolean;
  /** How long a webhook may be held, in milliseconds. */
  readonly budget: number;
}

/** The conversation engine as the rest of the server sees it. */
export interface Conversations {
  readonly library: FlowLibrary;
  readonly desk: Desk;
  readonly working: boolean;
  receive(message: Received): Hold;
  finished(hold: Hold): void;
  closed(hold: Hold): void;
  /** Takes a message that no webhook brought. */
  catchUp(message: Received): Promise<void>;
  /** Somebody has opted out at another process: what was about to be said to them here is not. */
  silence(contact: ContactKey): void;
  /** Takes a delivery report. */
  report(report: Omit<DeliveryReport, 'now'>): Promise<void>;
  /** Takes up what an earlier process left. To be called before the first message. */
  recover(): Promise<void>;
  /** Begins to do what is due. */
  start(): void;
  /** Answers held webhooks within their budget, then takes nothing more up. Calls and sends that are still under way are left to be taken up at the next start. */
  stop(endCalls: () => Promise<void>, endSends?: () => Promise<void>): Promise<void>;
}

export async function createConversations(parts: ConversationsParts): Promise<Conversations> {
  const { store, clock, random, logger, country, bell } = parts;
  const library = await FlowLibrary.open(store, parts.flows, clock.now(), parts.builtInApis);
  const lanes = new Lanes();
  const holds = new Holds({ store, clock, bell });
  const turns = new TurnRunner({
    store,
    library,
    clock,
    random,
    logger,
    around: { country, allowedCountries: parts.allowedCountries, wording: parts.wording },
    answersTakeButtons: parts.answersTakeButtons,
  });
  const after = new AfterTurn({
    holds,
    clock,
    logger,
    bell,
    call: (contact, flow, done) =>
      calls.begin({ contact, flow, ...done, ...done.call, key: done.job?.kind === 'call' ? done.job.key : random.uuid() }),
    startKept: (contact, kept) => mailbox.startKept(contact, kept),
  });
  const resumer = new Resumer({ store, library, turns, after, lanes, holds, logger });
  const asides = new Asides({ store, clock, bell, logger });
  const calls = new Calls({ caller: parts.caller, library, resumer, asides, logger, clock, insists: store.shared === true });
  const mailbox = new Mailbox({
    store,
    library,
    turns,
    after,
    lanes,
    holds,
    asides,
    clock,
    logger,
    wording: parts.wording,
    budget: parts.budget,
  });
  const desk = new Desk({ store, library, turns, after, lanes, clock, ours: parts.ours, country });
  const wakeConversation = (job: Job) => resumeByTime(job, store, resumer);
  const recoverCall = (job: Job) => takeUpCall(job, { store, resumer, calls, library, clock });
  const sendText = async (job: Job) => {
    if ((await parts.texts.send(job)) === 'opted_out') holds.silence(contactKeyText(job.contact));
  };
  const worker = new Worker({
    store,
    clock,
    logger,
    handlers: {
      delay: wakeConversation,
      no_reply: wakeConversation,
      call: recoverCall,
      send: sendText,
      settle: (job) => parts.texts.settle(job),
      message: (job) => mailbox.takeStored(job),
    },
  });
  bell.onRing((dueAt) => worker.wake(dueAt));
  const quietly = (done: Promise<void>) => {
    done.catch((error: unknown) =>
      logger.error({ error: describeError(error) }, 'What became of an answer could not be recorded'),
    );
  };
  let working = false;
  return {
    library,
    desk,
    get working() {
      return working;
    },
    receive: (message) => mailbox.receive(message),
    finished: (hold) => quietly(holds.finished(hold)),
    closed: (hold) => holds.closed(hold),
    silence: (contact) => holds.silence(contactKeyText(contact)),
    catchUp: (message) => mailbox.catchUp(message),
    report: async (report) => {
      const contact = await store.report({ ...report, now: clock.now() });
      if (contact && report.code === OPTED_OUT) holds.silence(contactKeyText(contact));
      bell.ring(clock.now());
    },
    recover: async () => {
      const found = await store.recover({ now: clock.now() });
      mailbox.takeUp(found.stored);
      if (found.jobs + found.texts > 0)
        logger.info({ jobs: found.jobs, texts: found.texts }, 'Took up what an earlier process left');
    },
    start: () => {
      worker.start();
      working = true;
    },
    stop: async (endCalls, endSends) => {
      working = false;
      mailbox.stop();
      // A webhook may wait to the end of its budget; a call that takes longer is taken up by the next process.
      await within(clock, parts.budget, Promise.all([holds.drained(), calls.idle()]));
      const idle = worker.stop();
      await endSends?.();
      await idle;
      calls.leave();
      await endCalls();
      await calls.idle();
      await lanes.idle();
      holds.releaseAll();
      await holds.settled();
    },
  };
}

/** Resolves when `done` does, or after `ms`. */
async function within(clock: Clock, ms: number, done: Promise<unknown>): Promise<void> {
  let cancel = () => {};
  const limit = new Promise<void>((resolve) => {
    cancel = clock.after(ms, resolve);
  });
  await Promise.race([done, limit]);
  cancel();
}

async function resumeByTime(job: Job, store: Store, resumer: Resumer): Promise<void> {
  const done = await resumer.resume(job.contact, job.conversationId ?? -1, job.revision, { type: 'time' });
  if (done === 'stale') await store.dropJob({ id: job.id, revision: job.revision });
}

interface CallParts {
  readonly store: Store;
  readonly resumer: Resumer;
  readonly calls: Calls;
  readonly library: FlowLibrary;
  readonly clock: Clock;
}

/** A call whose process died: made again under the same key where its API says so, otherwise answered as interrupted. */
async function takeUpCall(job: Job, { store, resumer, calls, library, clock }: CallParts): Promise<void> {
  const { contact, revision, key } = job;
  const conversationId = job.conversationId ?? -1;
  const found = await resumer.find(contact, conversationId, revision);
  const flow = found && (await library.version(found.conversation.flow, found.conversation.version));
  if (!found || !flow) return store.dropJob({ id: job.id, revision });
  const { state } = found.conversation;
  const api = state.api ?? '';
  if (key !== null && calls.mayRepeat(api)) {
    const view = viewOf(contact, found.opened, clock.now());
    calls.begin({ contact, flow, conversationId, revision, state, view, api, key });
    return;
  }
  const reason = 'The server stopped while the call was under way, and its "retry" does not name "interrupted".';
  await resumer.resume(contact, conversationId, revision, { type: 'api', answer: unanswerable('interrupted', reason) });
}
