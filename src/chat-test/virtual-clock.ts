import type { Clock } from '../runtime/ports.ts';

/** When every chat begins, so that none depends on the day it is played. */
const START = Date.UTC(2027, 0, 15, 8);

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/** Time that passes only when it is told to. `calm` resolves when all that has begun has come to rest. */
export class VirtualClock implements Clock {
  readonly #timers = new Set<Timer>();
  readonly #calm: () => Promise<void>;
  #passed = 0;
  #stirs = 0;
  #runsFree = false;

  constructor(calm: (clock: VirtualClock) => Promise<void>) {
    this.#calm = () => calm(this);
  }

  now(): number {
    return START + this.#passed;
  }

  monotonic(): number {
    return this.#passed;
  }

  /** Grows whenever a timer is set or goes off: a sign that something is going on. */
  get stirs(): number {
    return this.#stirs;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { due: this.#passed + Math.max(0, ms), run };
    this.#timers.add(timer);
    this.#stirs += 1;
    if (this.#runsFree) setImmediate(() => this.#jump());
    else if (ms <= 0) setImmediate(() => this.#fire(timer));
    return () => void this.#timers.delete(timer);
  }

  /** Lets `ms` milliseconds pass: what falls due happens in its order, each at its own time. `including` also what is due at the very end. */
  async pass(ms: number, including: boolean): Promise<void> {
    const end = this.#passed + ms;
    for (let next = this.#next(end, including); next; next = this.#next(end, including)) {
      this.#passed = Math.max(this.#passed, next.due);
      this.#fire(next);
      await this.#calm();
    }
    this.#passed = end;
    await this.#calm();
  }

  /** From now on time runs as fast as it can: for the end, when something may still wait for it. */
  letRun(): void {
    this.#runsFree = true;
    setImmediate(() => this.#jump());
  }

  #jump(): void {
    const next = this.#next(Number.POSITIVE_INFINITY, false);
    if (!next) return;
    this.#passed = Math.max(this.#passed, next.due);
    this.#fire(next);
    setImmediate(() => this.#jump());
  }

  #next(end: number, including: boolean): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      const isDue = including ? timer.due <= end : timer.due < end;
      if (isDue && (next === undefined || timer.due < next.due)) next = timer;
    }
    return next;
  }

  #fire(timer: Timer): void {
    if (!this.#timers.delete(timer)) return;
    this.#stirs += 1;
    timer.run();
  }
}
