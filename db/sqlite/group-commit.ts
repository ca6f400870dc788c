import type { Database } from './driver.ts';

interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };
type Group = (works: readonly Waiting[]) => Outcome[];

/** Milliseconds. A commit on a fast disk is below the first, and nothing waits; nobody waits longer than the second. */
const SLOW_COMMIT = 1;
const LONGEST_WAIT = 10;
/** From the tick that takes a connection to the one that writes what came on it. */
const QUIET_TICKS = 3;

interface Gathering {
  readonly until: number;
  /** How many writes were ready a tick ago. */
  readonly seen: number;
  /** For how many ticks nothing has come. */
  readonly quiet: number;
}

/**
 * Runs writes in groups: all that is ready in one tick is one transaction and one sync to disk.
 * A piece of work that throws is rolled back alone; when the commit itself fails, none of the group counts.
 * Since a group with such a piece is run once more from its beginning, `work` must do nothing but write.
 * Reads of one tick are a transaction too, for each that stands alone takes and leaves the locks of the file.
 * Where a commit takes long, what comes in the next few ticks joins the group: see `#gather`.
 */
export class GroupCommit {
  readonly #raw: Database;
  readonly #together: Group;
  readonly #oneByOne: Group;
  readonly #readTogether: (reads: readonly Waiting[]) => void;
  /** How many transactions there were, and how many pieces of work in them. */
  readonly tally = { groups: 0, works: 0 };
  #reads: Waiting[] = [];
  #writes: Waiting[] = [];
  #isDue = false;
  readonly #monotonic: () => number;
  /** How long the last commit took, in milliseconds. */
  #took = 0;
  /** A piece of work has thrown, and not the transaction around it. */
  #workThrew = false;

  /** `monotonic` tells milliseconds; without it no commit is taken for a slow one. */
  constructor(raw: Database, monotonic: () => number = () => 0) {
    this.#raw = raw;
    this.#monotonic = monotonic;
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
    setImmediate(() => this.#gather({ until: this.#monotonic() + Math.min(this.#took, LONGEST_WAIT), seen: 0, quiet: 0 }));
  }

  /**
   * Node takes one new connection a tick. With a commit in each of them a slow disk would let in only as many as it can sync,
   * and the rest would wait outside. So after a commit that took long the next one waits, for as long at most, while ticks
   * bring more to write.
   */
  #gather({ until, seen, quiet }: Gathering): void {
    this.#read();
    const now = this.#monotonic();
    const ready = this.#writes.length;
    const still = ready > seen ? 0 : quiet + 1;
    if (now < until && still < QUIET_TICKS) {
      setImmediate(() => this.#gather({ until, seen: ready, quiet: still }));
      return;
    }
    this.#isDue = false;
    if (ready === 0) return;
    this.flush();
    const took = this.#monotonic() - now;
    this.#took = took < SLOW_COMMIT ? 0 : took;
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
