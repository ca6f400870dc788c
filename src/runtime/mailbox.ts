import { statusOf } from '../engine/state.ts';
import { describeError } from '../lib/errors.ts';
import type { FlowLibrary } from './flow-library.ts';
import { Hold } from './hold.ts';
import { contactKeyText, type Holds } from './holds.ts';
import { Lanes } from './lanes.ts';
import { type OptWish, readOptWish } from './opt-words.ts';
import type { AfterTurn } from './perform/after-turn.ts';
import type { Clock, ContactKey, Logger } from './ports.ts';
import type { Received } from './received.ts';
import type { Job, KeptMessage, NewMessage, Opened, Store } from './store.ts';
import type { TurnRequest, TurnRunner } from './turn-runner.ts';
import type { Wording } from './wording.ts';

/** Turns that may lose against another one of the same contact before we give up. */
const MAX_CONFLICTS = 5;
/** Messages being handled at once. Beyond that one is only stored, and handled when there is room. */
const MAX_UNDER_WAY = 1000;

interface Parts {
  readonly store: Store;
  readonly library: FlowLibrary;
  readonly turns: TurnRunner;
  readonly after: AfterTurn;
  readonly lanes: Lanes;
  readonly holds: Holds;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly wording: Wording;
  /** How long a webhook may be held, in milliseconds. */
  readonly budget: number;
}

/** A message to be handled: one that came just now (`fresh`), or one whose row is there already. */
interface Incoming {
  readonly contact: ContactKey;
  readonly words: Pick<NewMessage, 'text' | 'media' | 'button' | 'optOut'>;
  readonly fresh: NewMessage | null;
  readonly row: KeptMessage | null;
  /** The webhook that waits for an answer; null when none does. */
  readonly hold: Hold | null;
}

/** Takes messages in: each once, those of one contact in order, none lost while the conversation is busy. */
export class Mailbox {
  readonly #parts: Parts;
  /** Contacts with messages that were only stored: what comes after must not overtake them. */
  readonly #behind = new Map<string, number>();
  /** Those of one contact get their rows in the order in which they came, however long each takes. */
  readonly #storing = new Lanes();
  #underWay = 0;
  #stopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Takes a message; the hold's `answer` resolves with what its webhook is to say. Never rejects. */
  receive(message: Received): Hold {
    const { clock, holds, lanes } = this.#parts;
    const hold = new Hold(message.sid, clock.monotonic() + this.#parts.budget);
    const key = contactKeyText(message.contact);
    if (this.#stopped) {
      hold.fail();
      return hold;
    }
    if (holds.arrive(key, hold) === 'repeat') return hold;
    this.#underWay++;
    // What Twilio itself took for an opt-out is obeyed at once; a stored row would not say so.
    // Nor may a row overtake those of the same contact that have none yet.
    const overloaded = this.#underWay > MAX_UNDER_WAY && !lanes.isBusy(key);
    const stored = message.optOut === null && (overloaded || this.#behind.has(key));
    if (stored) this.#fallBehind(key);
    const work = stored
      ? this.#storing.run(key, () => this.#store(message, hold))
      : lanes.run(key, () => this.#take(fromWebhook(message, hold)));
    work.catch((error: unknown) => this.#failed(key, hold, error)).finally(() => this.#underWay--);
    return hold;
  }

  /** Takes no more messages: their senders are told to try again. */
  stop(): void {
    this.#stopped = true;
  }

  /** Messages that an earlier process has stored and not handled: what comes now must not overtake them. */
  takeUp(stored: readonly ContactKey[]): void {
    for (const contact of stored) this.#fallBehind(contactKeyText(contact));
  }

  /** Takes a message that no webhook brought: its answer goes by the channel. */
  async catchUp(message: Received): Promise<void> {
    const taken = this.#parts.lanes.run(contactKeyText(message.contact), () => this.#take(fromWebhook(message, null)));
    await taken.catch((error: unknown) => {
      this.#ringNow();
      throw error;
    });
  }

  /** The handler of jobs of the kind `message`: one that was stored under load. */
  async takeStored(job: Job): Promise<void> {
    const { store, lanes } = this.#parts;
    const key = contactKeyText(job.contact);
    await lanes.run(key, async () => {
      const row = await store.readReceived({ messageId: job.messageId ?? -1 });
      if (row) await this.#take({ contact: job.contact, words: { ...row, optOut: null }, fresh: null, row, hold: null });
      await store.dropJob({ id: job.id, revision: job.revision });
    });
    this.#caughtUp(key);
  }

  /** Begins a flow with a kept message, after the conversation that kept it has ended. To be called in the contact's lane. */
  async startKept(contact: ContactKey, row: KeptMessage): Promise<void> {
    const hold = this.#parts.holds.open(contactKeyText(contact));
    await this.#take({ contact, words: { ...row, optOut: null }, fresh: null, row, hold });
  }

  /** Under load, or behind messages that were: stored and acknowledged, handled later. */
  async #store(message: Received, hold: Hold): Promise<void> {
    const { store, clock, holds, after } = this.#parts;
    const key = contactKeyText(message.contact);
    const now = clock.now();
    const record = store.record({
      contact: message.contact,
      contactId: null,
      conversationId: null,
      message,
      status: 'received',
      now,
    });
    const as = await record.catch((error: unknown) => {
      this.#caughtUp(key);
      throw error;
    });
    if (as === 'seen') this.#caughtUp(key);
    else after.ring(now);
    holds.answer(key, hold.current);
  }

  #fallBehind(key: string): void {
    this.#behind.set(key, (this.#behind.get(key) ?? 0) + 1);
  }

  #caughtUp(key: string): void {
    const left = (this.#behind.get(key) ?? 0) - 1;
    if (left > 0) this.#behind.set(key, left);
    else this.#behind.delete(key);
  }

  #failed(key: string, hold: Hold, error: unknown): void {
    this.#parts.logger.error({ error: describeError(error) }, 'A message could not be taken; its sender is told to try again');
    this.#parts.holds.fail(key, hold);
    this.#ringNow();
  }

  /** A commit that was reported as failed may stand nevertheless, with a job that nobody knows of. */
  #ringNow(): void {
    this.#parts.after.ring(this.#parts.clock.now());
  }

  async #take(incoming: Incoming): Promise<void> {
    const { store, library, turns, after, holds } = this.#parts;
    const { contact, fresh } = incoming;
    const key = contactKeyText(contact);
    for (let attempt = 0; attempt < MAX_CONFLICTS; attempt++) {
      const opened = await store.open({ contact, sid: fresh?.sid ?? null });
      const wish = readOptWish(contact.channel, incoming.words, opened.optedOut);
      if (opened.seen) return this.#repeat(incoming, opened.seen.unsaid, opened.optedOut && wish !== 'stop');
      if (wish === 'stop' || wish === 'start') return this.#changeOpt(incoming, opened, wish);
      if (wish === 'help' || opened.optedOut) return this.#leaveUnanswered(incoming, opened);
      if (this.#isBusy(opened) && !library.byKeyword(contact, incoming.words, true)) return this.#keep(incoming, opened);
      const request = await this.#requestFor(incoming, opened);
      if (!request) return this.#leaveUnanswered(incoming, opened);
      const hold = incoming.hold && holds.claim(key, incoming.hold);
      const done = await turns.run({ ...request, hold });
      if (done.as !== 'committed') continue;
      if (incoming.hold && hold !== incoming.hold.current) holds.answer(key, incoming.hold.current);
      return after.turn(contact, request.flow, done, hold !== null);
    }
    throw new Error('Other turns of this contact kept coming first.');
  }

  #isBusy({ conversation }: Opened): boolean {
    return conversation !== null && statusOf(conversation.state) !== 'waiting';
  }

  async #requestFor(incoming: Incoming, opened: Opened): Promise<Omit<TurnRequest, 'hold'> | null> {
    const { library, logger } = this.#parts;
    const { contact, words, fresh, row } = incoming;
    const { conversation } = opened;
    const message = row ?? words;
    const base = { contact, opened, message: fresh };
    const interrupting = conversation ? library.byKeyword(contact, words, true) : undefined;
    if (conversation && !interrupting) {
      const flow = await library.version(conversation.flow, conversation.version);
      if (flow) return { ...base, flow, conversation, event: { type: 'message', message } };
      logger.error(
        { conversation: conversation.id, flow: conversation.flow },
        'The version this conversation began with is gone; it starts anew',
      );
    }
    const flow = interrupting ?? library.choose(contact, words);
    if (!flow) return null;
    const ends = conversation
      ? { id: conversation.id, revision: conversation.revision, outcome: interrupting ? 'interrupted' : 'error' }
      : null;
    const others = opened.kept
      .filter((kept) => kept.id !== row?.id)
      .map(({ id }) => ({ id, status: 'unanswered' as const, shown: null }));
    const settles = row ? [...others, { id: row.id, status: 'used' as const, shown: null }] : others;
    return { ...base, flow, conversation: null, event: { type: 'started', message }, ends, settles };
  }

  /** The contact is busy: the message waits for the next capture, and its webhook says nothing, or what comes soon. */
  async #keep(incoming: Incoming, opened: Opened): Promise<void> {
    const { clock, holds } = this.#parts;
    const now = clock.now();
    await this.#record(incoming, opened, 'kept');
    if (!incoming.hold) return;
    const { seen } = await this.#parts.store.open({ contact: incoming.contact, sid: incoming.hold.sid });
    const key = contactKeyText(incoming.contact);
    const hold = incoming.hold.current;
    // What is said on this webhook must be found again by its message.
    hold.messageId = seen?.id ?? null;
    if (holds.claim(key, incoming.hold) !== hold) holds.answer(key, hold);
    else if (opened.delayedUntil === null) holds.waitForCall(key);
    else holds.waitForDelay(key, opened.delayedUntil - now);
  }

  async #leaveUnanswered(incoming: Incoming, opened: Opened): Promise<void> {
    await this.#record(incoming, opened, 'unanswered');
    if (incoming.hold) this.#parts.holds.answer(contactKeyText(incoming.contact), incoming.hold.current);
  }

  async #record(
    { contact, fresh, row }: Incoming,
    { contactId, conversation }: Opened,
    status: 'kept' | 'unanswered',
  ): Promise<void> {
    const { store, clock } = this.#parts;
    if (row) await store.settleReceived({ messageId: row.id, status });
    else if (fresh)
      await store.record({
        contact,
        contactId,
        conversationId: conversation?.id ?? null,
        message: fresh,
        status,
        now: clock.now(),
      });
  }

  /** On SMS Twilio has answered by itself; on WhatsApp we say it, once. */
  async #changeOpt(incoming: Incoming, opened: Opened, wish: Exclude<OptWish, null>): Promise<void> {
    const { store, clock, holds, wording, logger } = this.#parts;
    const { contact, fresh, hold } = incoming;
    const key = contactKeyText(contact);
    const changes = wish === 'stop' ? !opened.optedOut : opened.optedOut;
    const says = contact.channel === 'whatsapp' && changes && hold !== null;
    const say = says ? (wish === 'stop' ? wording.stopped : wording.started) : null;
    const change = { contact, contactId: opened.contactId, message: fresh, say, now: clock.now() };
    const done = wish === 'stop' ? await store.optOut(change) : await store.optIn(change);
    if (incoming.row) await store.settleReceived({ messageId: incoming.row.id, status: 'unanswered' });
    logger.info({ wish, changes }, 'opt-out');
    if (wish === 'stop') holds.silence(key);
    else holds.release(key);
    if (!hold) return;
    if (done.as === 'changed') hold.current.endCommit(done.said, done.messageId);
    holds.answer(key, hold.current);
  }

  /** Taken by an earlier process, or long ago: what was not recorded as said is said now, unless its person has opted out since. */
  async #repeat({ contact, fresh, hold: arrived }: Incoming, unsaid: Hold['said'], mute: boolean): Promise<void> {
    const { store, clock, holds, after } = this.#parts;
    if (arrived) {
      const hold = arrived.current;
      hold.said = mute ? [] : unsaid;
      holds.answer(contactKeyText(contact), hold);
    }
    const takesBack = arrived ? mute : fresh !== null && !holds.knows(fresh.sid);
    if (!takesBack || unsaid.length === 0) return;
    const now = clock.now();
    await store.reroute({ ids: unsaid.map((one) => one.id), now });
    after.ring(now);
  }
}

function fromWebhook(message: Received, hold: Hold | null): Incoming {
  return { contact: message.contact, words: message, fresh: message, row: null, hold };
}
