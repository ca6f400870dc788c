import type Database from 'better-sqlite3';

interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/**
 * Runs writes in groups: all that is ready in one tick is one transaction and one sync to disk.
 * A piece of work that throws is rolled back alone; when the commit itself fails, none of the group counts.
 */
export class GroupCommit {
  readonly #raw: Database.Database;
  readonly #group: (works: readonly Waiting[]) => Outcome[];
  readonly #savepoint: (work: () => unknown) => unknown;
  #queue: Waiting[] = [];

  constructor(raw: Database.Database) {
    this.#raw = raw;
    const savepoint = raw.transaction((work: () => unknown) => work());
    this.#savepoint = savepoint;
    const group = raw.transaction((works: readonly Waiting[]) => works.map((one) => this.#runAlone(one.work)));
    this.#group = (works) => group.immediate(works);
  }

  /** Resolves with what `work` returned, once it is on disk. `work` must be synchronous. */
  run<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
      if (this.#queue.length === 1) setImmediate(() => this.flush());
    });
  }

  /** Commits what waits, now. */
  flush(): void {
    const works = this.#queue;
    if (works.length === 0) return;
    this.#queue = [];
    let outcomes: Outcome[];
    try {
      if (!this.#raw.open) throw new Error('The database is closed.');
      outcomes = this.#group(works);
    } catch (error) {
      for (const one of works) one.reject(error);
      return;
    }
    works.forEach((one, index) => {
      const outcome = outcomes[index];
      if (outcome?.ok) one.resolve(outcome.value);
      else one.reject(outcome?.error);
    });
  }

  #runAlone(work: () => unknown): Outcome {
    try {
      return { ok: true, value: this.#savepoint(work) };
    } catch (error) {
      // A full disk or a broken file is everyone's failure: SQLite has then rolled back the whole transaction.
      if (!this.#raw.inTransaction) throw error;
      return { ok: false, error };
    }
  }
}
