import { describeError } from '../../lib/errors.ts';
import type { Housekeeping, Place, Retention } from '../housekeeping.ts';
import type { Clock, Logger } from '../ports.ts';

const HOUR = 3_600_000;
/** A server that has just started has more urgent things to do. */
const FIRST_AFTER = 60_000;
/** Between two slices, so that webhooks come in between. */
const BREATH = 25;

interface Parts {
  readonly housekeeping: Housekeeping;
  readonly retention: Retention;
  /** There is a key before this one, and what was sealed under it is to be sealed anew. */
  readonly reseals: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Every hour, what is too old goes; once after a start, what an earlier key sealed is sealed anew. In small slices, with pauses. */
export class Housekeeper {
  readonly #parts: Parts;
  #cancel: () => void = () => {};
  #ended: () => void = () => {};
  #stopped = false;
  #round: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  start(): void {
    if (this.#parts.reseals) this.#begin(() => this.#reseal(), FIRST_AFTER);
    else this.#next(FIRST_AFTER);
  }

  /** Resolves when the slice under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    this.#ended();
    await this.#round;
  }

  #next(after: number): void {
    if (this.#stopped) return;
    this.#cancel = this.#parts.clock.after(after, () => this.#begin(() => this.#purge(), HOUR));
  }

  #begin(round: () => Promise<void>, nextAfter: number): void {
    this.#round = round().then(
      () => this.#next(nextAfter),
      (error: unknown) => {
        this.#parts.logger.error({ error: describeError(error) }, 'Housekeeping broke off; it is tried again within the hour');
        this.#next(nextAfter);
      },
    );
  }

  async #purge(): Promise<void> {
    const { housekeeping, retention, clock, logger } = this.#parts;
    let rows = 0;
    await this.#walk(async (from) => {
      const { deleted, next } = await housekeeping.purge({ retention, from, now: clock.now() });
      rows += deleted;
      return next;
    });
    logger.debug({ rows }, 'What was too old was deleted');
  }

  async #reseal(): Promise<void> {
    const { housekeeping, logger } = this.#parts;
    let [resealed, unreadable] = [0, 0];
    const isDone = await this.#walk(async (from) => {
      const slice = await housekeeping.reseal({ from });
      resealed += slice.resealed;
      unreadable += slice.unreadable;
      return slice.next;
    });
    if (!isDone) return;
    if (unreadable > 0) logger.warn({ resealed, unreadable }, 'Some stored texts are sealed under a key that is not set');
    else logger.info({ resealed }, 'Everything is sealed under SECRET_KEY: SECRET_KEY_PREVIOUS can be taken out of the settings');
  }

  /** Resolves with false when it was stopped on the way. */
  async #walk(slice: (from: Place | null) => Promise<Place | null>): Promise<boolean> {
    let next = await slice(null);
    while (next !== null) {
      await this.#breathe();
      if (this.#stopped) return false;
      next = await slice(next);
    }
    return true;
  }

  #breathe(): Promise<void> {
    return new Promise((resolve) => {
      this.#ended = resolve;
      this.#cancel = this.#parts.clock.after(BREATH, resolve);
    });
  }
}
