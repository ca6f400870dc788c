import { statusOf } from '../engine/state.ts';
import type { WordingFacts } from '../engine/wording.ts';
import { describeError } from '../lib/errors.ts';
import { wordsIn } from '../lib/wording/index.ts';
import { fillIn } from '../lib/wording/words.ts';
import type { FlowLibrary } from './flow-library.ts';
import { Hold } from './hold.ts';
import { contactKeyText, type Holds } from './holds.ts';
import { Lanes } from './lanes.ts';
import { fromWebhook, type Incoming, requestFor } from './incoming.ts';
import { type OptWish, readOptWish } from './opt-words.ts';
import type { AfterTurn } from './perform/after-turn.ts';
import type { Asides } from './perform/asides.ts';
import type { Clock, ContactKey, Logger } from './ports.ts';
import type { Received } from './received.ts';
import type { Job, KeptMessage, NewMessage, Opened, Store } from './store.ts';
import type { TurnRunner } from './turn-runner.ts';

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
  readonly asides: Asides;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly wording: WordingFacts;
  /** How long a webhook may be held, in milliseconds. */
  readonly budget: number;
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
    void work.catch((error: unknown) => this.#failed(key, hold, error)).then(() => this.#underWay--);
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
    // The next one that was stored may be looked for now.
    if (store.shared) this.#ringNow();
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

  /** Where processes share the store, any of them may handle what was stored here: then the store itself is asked. */
  #fallBehind(key: string): void {
    if (this.#parts.store.shared) return;
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
      if (opened.behind && fresh && !opened.seen && fresh.optOut === null) return this.#queueUp(fresh, incoming);
      if (opened.seen) return this.#repeat(incoming, opened.seen.unsaid, opened.optedOut && wish !== 'stop');
      if (wish === 'stop' || wish === 'start') return this.#changeOpt(incoming, opened, wish);
      if (wish === 'help' || opened.optedOut) {
        if (await this.#leave(incoming, opened, 'unanswered')) return;
        continue;
      }
      const status = opened.conversation && statusOf(opened.conversation.state);
      const waits = status === 'busy' && !library.byKeyword(contact, incoming.words, true);
      if (waits) {
        if (await this.#keep(incoming, opened)) return;
        continue;
      }
      const request = status === 'handed_off' ? null : await requestFor(incoming, opened, this.#parts);
      if (!request) {
        if (await this.#leave(incoming, opened, status === 'handed_off' ? status : 'unanswered')) return;
        continue;
      }
      const hold = incoming.hold && holds.claim(key, incoming.hold);
      const done = await turns.run({ ...request, hold });
      if (done.as !== 'committed') continue;
      if (incoming.hold && hold !== incoming.hold.current) holds.answer(key, incoming.hold.current);
      return after.turn(contact, request.flow, done);
    }
    throw new Error('Other turns of this contact kept coming first.');
  }

  /** The contact is busy: the message waits for the next capture, and its webhook says nothing, or what comes soon. False when it is not busy any more. */
  async #keep(incoming: Incoming, opened: Opened): Promise<boolean> {
    const { clock, holds } = this.#parts;
    const now = clock.now();
    if (!(await this.#record(incoming, opened, 'kept'))) return false;
    if (opened.conversation) await this.#parts.asides.wrote(opened.conversation.id);
    if (!incoming.hold) return true;
    const { seen } = await this.#parts.store.open({ contact: incoming.contact, sid: incoming.hold.sid });
    const key = contactKeyText(incoming.contact);
    const hold = incoming.hold.current;
    if (opened.elsewhere) {
      holds.answer(key, hold);
      return true;
    }
    // What is said on this webhook must be found again by its message.
    hold.messageId = seen?.id ?? null;
    if (holds.claim(key, incoming.hold) !== hold) holds.answer(key, hold);
    else if (opened.delayedUntil === null) holds.waitForCall(key);
    else holds.waitForDelay(key, opened.delayedUntil - now);
    return true;
  }

  /** No turn takes it, and nothing is said. False when that is not so any more. */
  async #leave(incoming: Incoming, opened: Opened, status: 'unanswered' | 'handed_off'): Promise<boolean> {
    if (!(await this.#record(incoming, opened, status))) return false;
    if (incoming.hold) this.#parts.holds.answer(contactKeyText(incoming.contact), incoming.hold.current);
    return true;
  }

  /** Messages of this contact wait in the store: this one waits behind them. */
  async #queueUp(message: NewMessage, { contact, hold }: Incoming): Promise<void> {
    const { store, clock, holds, after } = this.#parts;
    const now = clock.now();
    const place = { contactId: null, conversationId: null };
    await store.record({ contact, ...place, message, status: 'received', now });
    after.ring(now);
    if (hold) holds.answer(contactKeyText(contact), hold.current);
  }

  async #record(
    { contact, fresh, row }: Incoming,
    { contactId, conversation }: Opened,
    status: 'kept' | 'unanswered' | 'handed_off',
  ): Promise<boolean> {
    const { store, clock } = this.#parts;
    if (row) return (await store.settleReceived({ messageId: row.id, status })) !== 'moved';
    if (!fresh) return true;
    const conversationId = conversation?.id ?? null;
    const recorded = await store.record({ contact, contactId, conversationId, message: fresh, status, now: clock.now() });
    return recorded !== 'moved';
  }

  /** On SMS Twilio has answered by itself; on WhatsApp we say it, once. */
  async #changeOpt(incoming: Incoming, opened: Opened, wish: Exclude<OptWish, null>): Promise<void> {
    const { store, clock, holds, wording, logger } = this.#parts;
    const { contact, fresh, hold } = incoming;
    const key = contactKeyText(contact);
    const changes = wish === 'stop' ? !opened.optedOut : opened.optedOut;
    // What Twilio took for itself it has answered.
    const says = contact.channel === 'whatsapp' && incoming.words.optOut === null && changes && hold !== null;
    const say = says ? fillIn(wordsIn(opened.language)[wish === 'stop' ? 'stop_own' : 'start_own'], { ...wording }) : null;
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
