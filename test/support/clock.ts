import type { Clock } from '../../src/runtime/ports.ts';

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

interface Watcher {
  readonly ms: number;
  readonly found: () => void;
}

const START = Date.UTC(2027, 0, 15, 8);
/** Turns of the event loop after a timer, so that what it began can go as far as it can without the network. */
const TURNS = 12;

/** Time that only a test moves. `setWall` is someone changing the machine's clock: timers and waits do not notice. */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  readonly #watchers = new Set<Watcher>();
  #monotonic = 0;
  #ahead = START;

  now(): number {
    return this.#monotonic + this.#ahead;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { due: this.#monotonic + ms, run };
    this.#timers.add(timer);
    for (const watcher of this.#watchers) {
      if (this.#isWatched(watcher.ms)) watcher.found();
    }
    // What is due at once needs no time to pass.
    if (ms <= 0) setImmediate(() => this.#run(timer));
    return () => {
      this.#timers.delete(timer);
    };
  }

  setWall(now: number): void {
    this.#ahead = now - this.#monotonic;
  }

  /** Lets `ms` milliseconds pass: what falls due runs in its order, each at its own time. */
  async advance(ms: number): Promise<void> {
    await settle();
    const end = this.#monotonic + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#monotonic = Math.max(this.#monotonic, next.due);
      this.#run(next);
      await settle();
    }
    this.#monotonic = end;
    await settle();
  }

  /** Resolves as soon as something waits until exactly `ms` from now; rejects when nothing comes to do so in 5 s. */
  untilTimer(ms: number): Promise<void> {
    if (this.#isWatched(ms)) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(limit);
        this.#watchers.delete(watcher);
      };
      const watcher: Watcher = {
        ms,
        found: () => {
          stop();
          resolve();
        },
      };
      const limit = setTimeout(() => {
        stop();
        const waits = [...this.#timers].map(({ due }) => due - this.#monotonic).toSorted((a, b) => a - b);
        reject(new Error(`Nothing came to wait for ${ms} ms; what waits: ${waits.join(', ') || 'nothing'}.`));
      }, 5_000);
      this.#watchers.add(watcher);
    });
  }

  #run(timer: Timer): void {
    if (this.#timers.delete(timer)) timer.run();
  }

  #isWatched(ms: number): boolean {
    return [...this.#timers].some(({ due }) => due - this.#monotonic === ms);
  }

  #next(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.due <= end && (next === undefined || timer.due < next.due)) next = timer;
    }
    return next;
  }
}

/** Lets promises, commits and other work of this process come to rest. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
