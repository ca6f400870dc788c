import type { Clock } from '../../src/runtime/ports.ts';
import type { Timeline } from './timeline.ts';

/** The life of one process. Once it has ended, none of its promises settles and none of its timers fires; while it stands still, they wait. */
export class Life {
  readonly number: number;
  readonly clock: Clock;
  readonly #timeline: Timeline;
  readonly #endings = new Set<() => void>();
  #alive = true;
  /** What would have happened while it stands still. */
  #waiting: (() => void)[] | null = null;
  #stillSince: number | null = null;
  #stillUntil = Number.NEGATIVE_INFINITY;

  constructor(timeline: Timeline, number: number) {
    this.number = number;
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

  /** Elapsed milliseconds; null while it goes on. */
  get stillSince(): number | null {
    return this.#stillSince;
  }

  /** It stood still at that time (elapsed milliseconds), or later. */
  stoodStillSince(elapsed: number): boolean {
    return this.#stillSince !== null || this.#stillUntil >= elapsed;
  }

  after(ms: number, run: () => void): () => void {
    let isOff = false;
    const cancel = this.#timeline.after(ms, () => this.deliver(() => isOff || run()));
    return () => {
      isOff = true;
      cancel();
    };
  }

  /** Something comes from outside: it is seen to once the process goes on, and never when it has ended. */
  deliver(run: () => void): void {
    if (!this.#alive) return;
    if (this.#waiting) this.#waiting.push(run);
    else run();
  }

  /** The same promise, deaf once this life has ended. */
  guard<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => this.deliver(() => resolve(value)),
        (error: unknown) => this.deliver(() => reject(error instanceof Error ? error : new Error(String(error)))),
      );
    });
  }

  /** SIGSTOP: from now on nothing happens in it, and everything waits. */
  freeze(): void {
    if (!this.#alive || this.#waiting) return;
    this.#waiting = [];
    this.#stillSince = this.#timeline.elapsed;
  }

  /** SIGCONT: what waited happens in its order. */
  thaw(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    this.#stillSince = null;
    this.#stillUntil = this.#timeline.elapsed;
    for (const run of waiting) this.deliver(run);
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
