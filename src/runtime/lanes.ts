/** Runs work one piece at a time for each key, in order; different keys never wait for each other. An idle key costs nothing. */
export class Lanes {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Resolves or rejects as `work` does. Work of the same key that failed does not stop what comes after it. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const done = before ? before.then(work, work) : work();
    this.#last.set(key, done);
    const leave = () => {
      if (this.#last.get(key) === done) this.#last.delete(key);
    };
    done.then(leave, leave);
    return done;
  }

  /** Work of that key is under way. */
  isBusy(key: string): boolean {
    return this.#last.has(key);
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.allSettled(this.#last.values());
  }
}
