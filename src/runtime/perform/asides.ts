import type { Meanwhile } from '../../engine/effect.ts';
import { describeError } from '../../lib/errors.ts';
import type { Bell } from '../bell.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Store } from '../store.ts';

/** A call that takes longer is worth a word. */
const SLOW = 4_000;

interface Running {
  readonly texts: Meanwhile;
  readonly since: number;
  told: boolean;
}

/** Says things beside a conversation's turns, while it waits for a call. */
export class Asides {
  readonly #store: Pick<Store, 'sayMeanwhile'>;
  readonly #clock: Clock;
  readonly #bell: Bell;
  readonly #logger: Logger;
  readonly #running = new Map<number, Running>();

  constructor(parts: { store: Pick<Store, 'sayMeanwhile'>; clock: Clock; bell: Bell; logger: Logger }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#bell = parts.bell;
    this.#logger = parts.logger;
  }

  /** A conversation's call has begun; the returned function says that it is over. */
  begin(conversationId: number, texts: Meanwhile): () => void {
    const running = { texts, since: this.#clock.monotonic(), told: false };
    this.#running.set(conversationId, running);
    const cancel = this.#clock.after(SLOW, () => void this.#say(conversationId, texts.slow));
    return () => {
      cancel();
      if (this.#running.get(conversationId) === running) this.#running.delete(conversationId);
    };
  }

  /** The person wrote while the conversation was busy. Never rejects. */
  async wrote(conversationId: number): Promise<void> {
    const running = this.#running.get(conversationId);
    if (!running || running.told || this.#clock.monotonic() - running.since < SLOW) return;
    running.told = true;
    await this.#say(conversationId, running.texts.busy);
  }

  async #say(conversationId: number, text: string | null): Promise<void> {
    if (text === null || text === '') return;
    const now = this.#clock.now();
    try {
      await this.#store.sayMeanwhile({ conversationId, text, now });
    } catch (error) {
      this.#logger.warn({ conversation: conversationId, error: describeError(error) }, 'A word about a slow call was not said');
    }
    this.#bell.ring(now);
  }
}
