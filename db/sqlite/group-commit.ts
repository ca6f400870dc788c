import type Database from 'better-sqlite3';

interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };
type Group = (works: readonly Waiting[]) => Outcome[];

/**
 * Runs writes in groups: all that is ready in one tick is one transaction and one sync to disk.
 * A piece of work that throws is rolled back alone; when the commit itself fails, none of the group counts.
 * Since a group with such a piece is run once more from its beginning, `work` must do nothing but write.
 * Reads of one tick are a transaction too, for each that stands alone takes and leaves the locks of the file.
 */
export class GroupCommit {
  readonly #raw: Database.Database;
  readonly #together: Group;
  readonly #oneByOne: Group;
  readonly #readTogether: (reads: readonly Waiting[]) => void;
  /** How many transactions there were, and how many pieces of work in them. */
  readonly tally = { groups: 0, works: 0 };
  #reads: Waiting[] = [];
  #writes: Waiting[] = [];
  #isDue = false;
  /** A piece of work has thrown, and not the transaction around it. */
  #workThrew = false;

  constructor(raw: Database.Database) {
    this.#raw = raw;
    const together = raw.transaction((works: readonly Waiting[]) => works.map((one) => this.#runPlainly(one.work)));
    const savepoint = raw.transaction((work: () => unknown) => work());
    const oneByOne = raw.transaction((works: readonly Waiting[]) => works.map((one) => this.#runAlone(savepoint, one.work)));
    this.#together = (works) => together.immediate(works);
    this.#oneByOne = (works) => oneByOne.immediate(works);
    this.#readTogether = raw.transaction((reads: readonly Waiting[]) => reads.forEach(runRead));
  }

  /** Resolves with what `work` returned, once it is on disk. `work` must be synchronous. */
  run<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#writes.push({ work, resolve: resolve as (value: unknown) => void, reject });
      this.#plan();
    });
  }

  /** Resolves with what `work` found, later in this tick. `work` must be synchronous and write nothing. */
  read<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#reads.push({ work, resolve: resolve as (value: unknown) => void, reject });
      this.#plan();
    });
  }

  /** Commits what waits, now. */
  flush(): void {
    const works = this.#writes;
    if (works.length === 0) return;
    this.#writes = [];
    this.tally.groups++;
    this.tally.works += works.length;
    let outcomes: readonly Outcome[];
    try {
      if (!this.#raw.open) throw new Error('The database is closed.');
      outcomes = this.#commit(works);
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

  /** Reads come first: what is decided by them is still written in the same tick. */
  #plan(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => this.#read());
    setImmediate(() => {
      this.#isDue = false;
      this.#read();
      this.flush();
    });
  }

  #read(): void {
    const reads = this.#reads;
    if (reads.length === 0) return;
    this.#reads = [];
    try {
      this.#readTogether(reads);
    } catch (error) {
      for (const one of reads) one.reject(error);
    }
  }

  /** Savepoints copy each page that is written, so they are for groups that need them. */
  #commit(works: readonly Waiting[]): Outcome[] {
    this.#workThrew = false;
    try {
      return this.#together(works);
    } catch (error) {
      if (!this.#workThrew || works.length === 1) throw error;
      return this.#oneByOne(works);
    }
  }

  #runPlainly(work: () => unknown): Outcome {
    try {
      return { ok: true, value: work() };
    } catch (error) {
      this.#workThrew = true;
      throw error;
    }
  }

  #runAlone(savepoint: (work: () => unknown) => unknown, work: () => unknown): Outcome {
    try {
      return { ok: true, value: savepoint(work) };
    } catch (error) {
      // A full disk or a broken file is everyone's failure: SQLite has then rolled back the whole transaction.
      if (!this.#raw.inTransaction) throw error;
      return { ok: false, error };
    }
  }
}

function runRead({ work, resolve, reject }: Waiting): void {
  try {
    resolve(work());
  } catch (error) {
    reject(error);
  }
}
