interface Waiting<Ask, Answer> {
  readonly ask: Ask;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Gives for each the answer, or what is left to be done for it once the batch is over. */
type Together<Ask, Answer> = (asks: readonly Ask[]) => Promise<readonly (() => Answer | Promise<Answer>)[]>;

/** More in one transaction would keep its first too long for its last. */
const LARGEST = 64;
/** A batch that takes longer, in milliseconds, is not waited for by those behind it. */
const PATIENCE = 200;

/**
 * Gathers what is asked while the batch before is under way, and has it done together: the busier the process, the more
 * share the statements and the sync to disk of one transaction. A batch that hangs holds up nobody but its own.
 */
export class Batches<Ask, Answer> {
  readonly #together: Together<Ask, Answer>;
  #waiting: Waiting<Ask, Answer>[] = [];
  readonly #running = new Set<Promise<void>>();
  #isTaken = false;

  /** When `together` rejects, all that were asked are rejected. */
  constructor(together: Together<Ask, Answer>) {
    this.#together = together;
  }

  ask(ask: Ask): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ask, resolve, reject });
      if (this.#isTaken) return;
      this.#isTaken = true;
      setImmediate(() => this.#next());
    });
  }

  /** Resolves when all that was asked for has its answer. */
  async idle(): Promise<void> {
    while (this.#isTaken || this.#running.size > 0) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      await Promise.all(this.#running);
    }
  }

  #next(): void {
    const batch = this.#waiting.splice(0, LARGEST);
    this.#isTaken = batch.length > 0;
    if (!this.#isTaken) return;
    let isAwaited = true;
    const goOn = () => {
      if (isAwaited) this.#next();
      isAwaited = false;
    };
    const late = setTimeout(goOn, PATIENCE);
    const running = this.#run(batch).finally(() => {
      clearTimeout(late);
      this.#running.delete(running);
      goOn();
    });
    this.#running.add(running);
  }

  async #run(batch: readonly Waiting<Ask, Answer>[]): Promise<void> {
    try {
      const answers = await this.#together(batch.map(({ ask }) => ask));
      batch.forEach(({ resolve, reject }, at) => {
        const answer = answers[at] ?? (() => Promise.reject(new Error('The database left a question open.')));
        Promise.resolve().then(answer).then(resolve, reject);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
