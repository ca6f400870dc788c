import type { Seeded } from './seeded.ts';

interface Due {
  readonly at: number;
  /** Decides between things that are due at the same instant. */
  readonly draw: number;
  readonly run: () => void;
}

/** When the simulated time begins, in wall milliseconds. */
const BEGINNING = Date.UTC(2030, 0, 7, 9);

/**
 * Virtual time and all that is due in it. Time moves only from one due thing to the next, and before it moves every
 * promise that can settle has settled.
 */
export class Timeline {
  readonly #seeded: Seeded;
  readonly #due = new Set<Due>();
  #elapsed = 0;
  #leapt = 0;
  #working = 0;
  #rested: () => void = () => {};

  constructor(seeded: Seeded) {
    this.#seeded = seeded;
  }

  /** Wall milliseconds. */
  get now(): number {
    return BEGINNING + this.#elapsed + this.#leapt;
  }

  /** Wall milliseconds of a clock that nobody sets forward. */
  get steady(): number {
    return BEGINNING + this.#elapsed;
  }

  /** Milliseconds since the beginning. */
  get elapsed(): number {
    return this.#elapsed;
  }

  /** The wall clock is set forward, or the machine has slept. */
  leap(ms: number): void {
    this.#leapt += ms;
  }

  /** Calls `run` after `ms`; the returned function cancels that. */
  after(ms: number, run: () => void): () => void {
    const due: Due = { at: this.#elapsed + Math.ceil(Math.max(0, ms)), draw: this.#seeded.next(), run };
    this.#due.add(due);
    return () => void this.#due.delete(due);
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve));
  }

  /** Marks real work (a commit that waits for its tick) that must end before time moves on. */
  async track<T>(work: Promise<T>): Promise<T> {
    this.#working++;
    try {
      return await work;
    } finally {
      this.#working--;
      if (this.#working === 0) this.#rested();
    }
  }

  /** Lets time pass until `done` says so, nothing is due any more, or `until` (elapsed milliseconds) is reached. */
  async run(until: number, done: () => Promise<boolean> = () => Promise.resolve(false)): Promise<void> {
    await this.#settle();
    for (;;) {
      const isDone = await done();
      const next = this.#next();
      if (isDone || !next || next.at > until) return;
      this.#due.delete(next);
      this.#elapsed = next.at;
      next.run();
      await this.#settle();
    }
  }

  #next(): Due | null {
    let first: Due | null = null;
    for (const due of this.#due) {
      if (!first || due.at < first.at || (due.at === first.at && due.draw < first.draw)) first = due;
    }
    return first;
  }

  /** Node runs all microtasks before each immediate, so an immediate without work under way means that all is quiet. */
  async #settle(): Promise<void> {
    for (;;) {
      await new Promise(setImmediate);
      if (this.#working === 0) return;
      await new Promise<void>((resolve) => {
        this.#rested = resolve;
      });
    }
  }
}
