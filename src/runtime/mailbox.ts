import { statusOf } from '../engine/state.ts';
import { describeError } from '../lib/errors.ts';
import type { FlowLibrary } from './flow-library.ts';
import { Hold } from './hold.ts';
import { contactKeyText, type Holds } from './holds.ts';
import type { Lanes } from './lanes.ts';
import type { AfterTurn } from './perform/after-turn.ts';
import type { Clock, ContactKey, Logger } from './ports.ts';
import type { Received } from './received.ts';
import type { KeptMessage, Opened, Said, Store } from './store.ts';
import type { TurnRequest, TurnRunner } from './turn-runner.ts';

/** Turns that may lose against another one of the same contact before we give up. */
const MAX_CONFLICTS = 5;

/** Takes messages in: each once, those of one contact in order, none lost while the conversation is busy. */
export class Mailbox {
  readonly #store: Store;
  readonly #library: FlowLibrary;
  readonly #turns: TurnRunner;
  readonly #after: AfterTurn;
  readonly #lanes: Lanes;
  readonly #holds: Holds;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #budget: number;

  constructor(parts: {
    store: Store;
    library: FlowLibrary;
    turns: TurnRunner;
    after: AfterTurn;
    lanes: Lanes;
    holds: Holds;
    clock: Clock;
    logger: Logger;
    /** How long a webhook may be held, in milliseconds. */
    budget: number;
  }) {
    this.#store = parts.store;
    this.#library = parts.library;
    this.#turns = parts.turns;
    this.#after = parts.after;
    this.#lanes = parts.lanes;
    this.#holds = parts.holds;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
    this.#budget = parts.budget;
  }

  /** Takes a message; the hold's `answer` resolves with what its webhook is to say. Never rejects. */
  receive(message: Received): Hold {
    const hold = new Hold(message.sid, this.#clock.monotonic() + this.#budget);
    const key = contactKeyText(message.contact);
    if (this.#holds.arrive(key, hold) === 'repeat') return hold;
    this.#lanes
      .run(key, () => this.#take(message, hold))
      .catch((error: unknown) => {
        this.#logger.error({ error: describeError(error) }, 'A message could not be taken; its sender is told to try again');
        this.#holds.fail(key, hold);
      });
    return hold;
  }

  /** Begins a flow with a kept message, after the conversation that kept it has ended. To be called in the contact's lane. */
  async startKept(contact: ContactKey, kept: KeptMessage): Promise<void> {
    const opened = await this.#store.open({ contact, sid: null });
    const flow = this.#library.byKeyword(contact, kept);
    if (!flow || opened.conversation) return;
    const hold = this.#holds.open(contactKeyText(contact));
    const settles = [{ id: kept.id, status: 'used' as const, shown: null }];
    const event = { type: 'started' as const, message: kept };
    const done = await this.#turns.run({ contact, opened, flow, conversation: null, event, message: null, settles, hold });
    if (done.as === 'committed') await this.#after.turn(contact, flow, done, hold !== null);
  }

  async #take(message: Received, arrived: Hold): Promise<void> {
    const { contact } = message;
    const key = contactKeyText(contact);
    for (let attempt = 0; attempt < MAX_CONFLICTS; attempt++) {
      const opened = await this.#store.open({ contact, sid: message.sid });
      if (opened.seen) return this.#repeatUnknown(key, arrived, opened.seen.unsaid);
      if (opened.conversation && statusOf(opened.conversation.state) !== 'waiting') return this.#keep(message, opened, arrived);
      const request = await this.#requestFor(message, opened);
      if (!request) return this.#unanswered(message, opened, arrived);
      const hold = this.#holds.claim(key, arrived);
      const done = await this.#turns.run({ ...request, hold });
      if (done.as !== 'committed') continue;
      if (hold !== arrived.current) this.#holds.answer(key, arrived.current);
      return this.#after.turn(contact, request.flow, done, true);
    }
    throw new Error('Other turns of this contact kept coming first.');
  }

  async #requestFor(message: Received, opened: Opened): Promise<Omit<TurnRequest, 'hold'> | null> {
    const { contact } = message;
    const { conversation } = opened;
    const base = { contact, opened, message };
    const interrupting = conversation ? this.#library.byKeyword(contact, message, true) : undefined;
    if (conversation && !interrupting) {
      const flow = await this.#library.version(conversation.flow, conversation.version);
      if (flow) return { ...base, flow, conversation, event: { type: 'message', message } };
      this.#logger.error(
        { conversation: conversation.id, flow: conversation.flow },
        'The version this conversation began with is gone; it starts anew',
      );
    }
    const flow = interrupting ?? this.#library.choose(contact, message);
    if (!flow) return null;
    const ends = conversation
      ? { id: conversation.id, revision: conversation.revision, outcome: interrupting ? 'interrupted' : 'error' }
      : null;
    const settles = opened.kept.map(({ id }) => ({ id, status: 'unanswered' as const, shown: null }));
    return { ...base, flow, conversation: null, event: { type: 'started', message }, ends, settles };
  }

  /** The contact is busy: the message waits for the next capture, and its webhook says nothing, or what comes soon. */
  async #keep(message: Received, opened: Opened, arrived: Hold): Promise<void> {
    const { contact } = message;
    const now = this.#clock.now();
    const conversationId = opened.conversation?.id ?? null;
    await this.#store.record({ contact, contactId: opened.contactId, conversationId, message, status: 'kept', now });
    const key = contactKeyText(contact);
    if (this.#holds.claim(key, arrived) !== arrived.current) this.#holds.answer(key, arrived.current);
    else if (opened.delayedUntil === null) this.#holds.waitForCall(key);
    else this.#holds.waitForDelay(key, opened.delayedUntil - now);
  }

  async #unanswered(message: Received, { contactId }: Opened, arrived: Hold): Promise<void> {
    const { contact } = message;
    await this.#store.record({ contact, contactId, conversationId: null, message, status: 'unanswered', now: this.#clock.now() });
    this.#holds.answer(contactKeyText(contact), arrived.current);
  }

  /** Taken by an earlier process, or long ago: what was not recorded as said is said now. */
  #repeatUnknown(key: string, arrived: Hold, unsaid: readonly Said[]): void {
    const hold = arrived.current;
    hold.said = unsaid;
    this.#holds.answer(key, hold);
  }
}
