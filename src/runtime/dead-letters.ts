import type { Bell } from './bell.ts';
import type { DeadLetterStore, Retried } from './dead-letter-store.ts';
import type { Clock } from './ports.ts';

/** The jobs that failed for good, for people to look at, to try again and to drop. */
export class DeadLetters {
  readonly #store: DeadLetterStore;
  readonly #clock: Clock;
  readonly #bell: Bell;

  constructor(parts: { store: DeadLetterStore; clock: Clock; bell: Bell }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#bell = parts.bell;
  }

  /** Newest first. `before` is the `next` of the page before. */
  list(query: Parameters<DeadLetterStore['listDeadLetters']>[0]): ReturnType<DeadLetterStore['listDeadLetters']> {
    return this.#store.listDeadLetters(query);
  }

  /** Does it at once, with all its tries before it. */
  async retry(id: number): Promise<Retried> {
    const now = this.#clock.now();
    const retried = await this.#store.retryDeadLetter({ id, now });
    if (retried === 'retried') this.#bell.ring(now);
    return retried;
  }

  /** False when it is not there. */
  drop(id: number): Promise<boolean> {
    return this.#store.dropDeadLetter({ id, now: this.#clock.now() });
  }
}
