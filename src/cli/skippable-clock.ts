import type { Clock } from '../runtime/ports.ts';

interface Timer {
  at: number;
  readonly run: () => void;
}

/** The machine's clock, with time that can be skipped: what was to happen meanwhile happens at once, in its order. */
export class SkippableClock implements Clock {
  readonly #timers = new Set<Timer>();
  #skipped = 0;
  #wake: NodeJS.Timeout | null = null;

  now(): number {
    return Date.now() + this.#skipped;
  }

  monotonic(): number {
    return performance.now() + this.#skipped;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.monotonic() + ms, run };
    this.#timers.add(timer);
    this.#arm();
    return () => {
      // Armed anew, so that a process with nothing left to wait for can end.
      if (this.#timers.delete(timer)) this.#arm();
    };
  }

  skip(ms: number): void {
    this.#skipped += ms;
    this.#arm();
  }

  #arm(): void {
    if (this.#wake) clearTimeout(this.#wake);
    const next = Math.min(...[...this.#timers].map((timer) => timer.at));
    if (!Number.isFinite(next)) return;
    this.#wake = setTimeout(() => this.#fire(), Math.max(0, next - this.monotonic()));
  }

  #fire(): void {
    const now = this.monotonic();
    const due = [...this.#timers].filter((timer) => timer.at <= now).sort((a, b) => a.at - b.at);
    for (const timer of due) {
      if (this.#timers.delete(timer)) timer.run();
    }
    this.#arm();
  }
}
