import type { SkippableClock } from '../skippable-clock.ts';

const TICK = 1_000;

/** The pause that a flow makes now, as it runs down. */
export class Countdown {
  readonly #clock: SkippableClock;
  /** Milliseconds left; null when there is no pause any more. */
  readonly #show: (left: number | null) => void;
  #dueAt: number | null = null;
  #cancel: () => void = () => {};

  constructor(clock: SkippableClock, show: (left: number | null) => void) {
    this.#clock = clock;
    this.#show = show;
  }

  /** A pause lasts until then (wall milliseconds); null: there is none. */
  until(dueAt: number | null): void {
    const hadOne = this.#dueAt !== null;
    this.#cancel();
    this.#dueAt = dueAt;
    if (dueAt !== null) this.#tick(dueAt);
    else if (hadOne) this.#show(null);
  }

  /** Lets the pause be over now. */
  skip(): void {
    if (this.#dueAt !== null) this.#clock.skip(Math.max(0, this.#dueAt - this.#clock.now()));
  }

  #tick(dueAt: number): void {
    const left = dueAt - this.#clock.now();
    if (left <= 0) return;
    this.#show(left);
    if (process.stdin.isTTY) this.#cancel = this.#clock.after(Math.min(left, TICK), () => this.#tick(dueAt));
  }
}
