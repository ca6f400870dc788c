import type { Clock } from '../runtime/ports.ts';

/** Why a call was ended from outside: its time ran out, or this process is closing. */
export type Ended = 'timeout' | 'interrupted';

/** The one deadline of a whole call, retries included. Uses one timer of the clock; call `release` when the call is over. */
export class Deadline {
  readonly #clock: Clock;
  readonly #end: number;
  readonly #cancel: () => void;
  #watcher: ((why: Ended) => void) | null = null;
  #ended: Ended | null = null;

  /** `ms` is the time the call has from now on, in milliseconds. */
  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#end = clock.monotonic() + ms;
    this.#cancel = clock.after(ms, () => this.finish('timeout'));
  }

  /** Why the call is over, or null while it still has time. */
  get ended(): Ended | null {
    return this.#ended;
  }

  /** Milliseconds left, never below 0. */
  remaining(): number {
    return Math.max(0, this.#end - this.#clock.monotonic());
  }

  /** Ends the call now and tells whoever watches; only the first reason counts. */
  finish(why: Ended): void {
    if (this.#ended) return;
    this.#ended = why;
    this.#watcher?.(why);
  }

  /** Calls `watcher` when the deadline ends; there is one watcher at a time, and the returned function removes it. */
  watch(watcher: (why: Ended) => void): () => void {
    this.#watcher = watcher;
    return () => {
      this.#watcher = null;
    };
  }

  /** Gives the timer back. */
  release(): void {
    this.#cancel();
  }
}

/** Waits `ms` milliseconds, or less when the deadline ends first. */
export function pause(deadline: Deadline, clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      unwatch();
      cancel();
      resolve();
    };
    const unwatch = deadline.watch(wake);
    const cancel = clock.after(ms, wake);
  });
}
