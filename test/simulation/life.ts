import type { Clock } from '../../src/runtime/ports.ts';
import type { Timeline } from './timeline.ts';

/** The life of one process. Once it has ended, none of its promises settles and none of its timers fires. */
export class Life {
  readonly clock: Clock;
  readonly #timeline: Timeline;
  readonly #endings = new Set<() => void>();
  #alive = true;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
    this.clock = {
      now: () => timeline.now,
      monotonic: () => timeline.elapsed,
      after: (ms, run) => this.after(ms, run),
    };
  }

  get alive(): boolean {
    return this.#alive;
  }

  after(ms: number, run: () => void): () => void {
    return this.#timeline.after(ms, () => {
      if (this.#alive) run();
    });
  }

  /** The same promise, deaf once this life has ended. */
  guard<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => this.#alive && resolve(value),
        (error: unknown) => this.#alive && reject(error instanceof Error ? error : new Error(String(error))),
      );
    });
  }

  /** Tells the world outside when it ends, as a broken connection does. The returned function forgets that. */
  onEnd(tell: () => void): () => void {
    this.#endings.add(tell);
    return () => void this.#endings.delete(tell);
  }

  end(): void {
    this.#alive = false;
    for (const tell of this.#endings) tell();
    this.#endings.clear();
  }
}
