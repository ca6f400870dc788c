import type { Said } from './store.ts';

/** How a webhook is to be answered: with these texts, or not at all (`failed`: the sender should try again). */
export type Answer = { readonly as: 'said'; readonly said: readonly Said[] } | { readonly as: 'failed' };

/** `lost`: the connection closed before the whole answer was handed over. */
export type HoldState = 'held' | 'answered' | 'finished' | 'lost';

/**
 * A webhook that waits for its answer. It collects what is said until it is released. While a commit that names it is
 * under way, a release waits for the commit.
 */
export class Hold {
  readonly sid: string;
  /** Monotonic milliseconds. */
  readonly deadline: number;
  readonly answer: Promise<Answer>;
  /** The row of the webhook's own message, once it is committed. */
  messageId: number | null = null;
  said: readonly Said[] = [];
  /** Its person has opted out: what does not get out on this one is not said again. */
  muted = false;
  /** Ends the wait for the deadline, or for a repeat. */
  cancelTimer: () => void = () => {};
  #answered = false;
  #finished = false;
  #closed = false;
  #committing = false;
  #overdue = false;
  #heir: Hold | null = null;
  #resolve: (answer: Answer) => void = () => {};

  constructor(sid: string, deadline: number) {
    this.sid = sid;
    this.deadline = deadline;
    this.answer = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get state(): HoldState {
    if (this.#finished) return 'finished';
    if (this.#closed) return 'lost';
    return this.#answered ? 'answered' : 'held';
  }

  get answered(): boolean {
    return this.#answered;
  }

  /** The hold that took over from this one, or this one. */
  get current(): Hold {
    return this.#heir ? this.#heir.current : this;
  }

  beginCommit(): void {
    this.#committing = true;
  }

  endCommit(said: readonly Said[], messageId: number | null): void {
    if (this.#heir) return this.#heir.endCommit(said, messageId);
    this.#committing = false;
    this.messageId ??= messageId;
    if (said.length > 0) this.said = [...this.said, ...said];
    if (this.#overdue) this.release();
  }

  release(): void {
    if (this.#committing) this.#overdue = true;
    else this.#settle({ as: 'said', said: this.said });
  }

  fail(): void {
    this.#committing = false;
    this.#settle({ as: 'failed' });
  }

  finish(): void {
    this.#finished = true;
  }

  close(): void {
    this.#closed = true;
  }

  /** A repeat of the same webhook takes over: what was said and what will be said goes out there. */
  passTo(heir: Hold): void {
    this.cancelTimer();
    this.#heir = heir;
    heir.messageId = this.messageId;
    heir.said = this.said;
    if (this.#committing) heir.beginCommit();
    this.#settle({ as: 'said', said: [] });
  }

  #settle(answer: Answer): void {
    if (this.#answered) return;
    this.cancelTimer();
    this.#answered = true;
    this.#resolve(answer);
  }
}
