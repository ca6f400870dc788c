import type { Event } from '../engine/event.ts';
import type { FlowLibrary } from './flow-library.ts';
import { contactKeyText, type Holds } from './holds.ts';
import type { Lanes } from './lanes.ts';
import type { AfterTurn } from './perform/after-turn.ts';
import type { ContactKey, Logger } from './ports.ts';
import type { Opened, Store, StoredConversation } from './store.ts';
import type { TurnRunner } from './turn-runner.ts';

const MAX_CONFLICTS = 5;

/** What a conversation looked like when something came back to it. */
export interface Resumed {
  readonly opened: Opened;
  readonly conversation: StoredConversation;
}

/** Goes on with a conversation when what it waited for has come: time, or an API's answer. */
export class Resumer {
  readonly #store: Store;
  readonly #library: FlowLibrary;
  readonly #turns: TurnRunner;
  readonly #after: AfterTurn;
  readonly #lanes: Lanes;
  readonly #holds: Holds;
  readonly #logger: Logger;

  constructor(parts: {
    store: Store;
    library: FlowLibrary;
    turns: TurnRunner;
    after: AfterTurn;
    lanes: Lanes;
    holds: Holds;
    logger: Logger;
  }) {
    this.#store = parts.store;
    this.#library = parts.library;
    this.#turns = parts.turns;
    this.#after = parts.after;
    this.#lanes = parts.lanes;
    this.#holds = parts.holds;
    this.#logger = parts.logger;
  }

  /** `stale` when the conversation has moved on since `revision`; then nothing happens. */
  resume(contact: ContactKey, conversationId: number, revision: number, event: Event): Promise<'resumed' | 'stale'> {
    const resumed = this.#lanes.run(contactKeyText(contact), () => this.#resume(contact, conversationId, revision, event));
    return resumed.catch((error: unknown) => {
      // The commit may stand nevertheless, with a job that nobody knows of.
      this.#after.ring(0);
      throw error;
    });
  }

  /** The conversation if it still stands at that revision. */
  async find(contact: ContactKey, conversationId: number, revision: number): Promise<Resumed | null> {
    const opened = await this.#store.open({ contact, sid: null });
    const { conversation } = opened;
    return conversation?.id === conversationId && conversation.revision === revision ? { opened, conversation } : null;
  }

  async #resume(contact: ContactKey, conversationId: number, revision: number, event: Event): Promise<'resumed' | 'stale'> {
    const key = contactKeyText(contact);
    for (let attempt = 0; attempt < MAX_CONFLICTS; attempt++) {
      const found = await this.find(contact, conversationId, revision);
      if (!found) return 'stale';
      const { opened, conversation } = found;
      const flow = await this.#library.version(conversation.flow, conversation.version);
      if (!flow) {
        this.#logger.error(
          { conversation: conversationId, flow: conversation.flow },
          'The version this conversation began with is gone',
        );
        return 'stale';
      }
      const hold = this.#holds.open(key);
      const done = await this.#turns.run({ contact, opened, flow, conversation, event, message: null, hold });
      if (done.as !== 'committed') continue;
      await this.#after.turn(contact, flow, done);
      return 'resumed';
    }
    throw new Error('Other turns of this contact kept coming first.');
  }
}
