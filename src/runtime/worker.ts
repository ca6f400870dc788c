import { describeError } from '../lib/errors.ts';
import type { Clock, Logger } from './ports.ts';
import type { Job, Store } from './store.ts';

/** A timer longer than this is set anew: the clock may have been changed meanwhile, and very long ones overflow. */
const LONGEST_SLEEP = 60_000;
const BATCH = 100;
/** How long a claim holds. The process that holds it ends its work long before, or is dead. */
const LEASE = 120_000;
const RETRY_AFTER_FAILURE = 5_000;

/** Does what a job asks for. Rejects when it could not be done; the job is then tried again. */
export type JobHandler = (job: Job) => Promise<void>;

/** Wakes for the next job that is due, and hands jobs to their handlers. One timer, however many jobs wait. */
export class Worker {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #handlers: Readonly<Record<Job['kind'], JobHandler>>;
  readonly #running = new Set<Promise<void>>();
  #cancel: () => void = () => {};
  #nextAt = Number.POSITIVE_INFINITY;
  #polling: Promise<void> | null = null;
  #again = false;
  #stopped = true;

  constructor(parts: { store: Store; clock: Clock; logger: Logger; handlers: Readonly<Record<Job['kind'], JobHandler>> }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
    this.#handlers = parts.handlers;
  }

  start(): void {
    this.#stopped = false;
    this.#poll();
  }

  /** Says that a job is due at that time (wall milliseconds). */
  wake(dueAt: number): void {
    if (this.#stopped || dueAt >= this.#nextAt) return;
    this.#sleepUntil(dueAt);
  }

  /** Takes no more jobs, and resolves when those under way are done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#polling;
    await Promise.all(this.#running);
  }

  /** Resolves when nothing that is due now is left undone. */
  async idle(): Promise<void> {
    while (this.#polling || this.#running.size > 0) {
      await this.#polling;
      await Promise.all(this.#running);
    }
  }

  #sleepUntil(dueAt: number): void {
    this.#cancel();
    this.#nextAt = dueAt;
    const ms = Math.min(Math.max(0, dueAt - this.#clock.now()), LONGEST_SLEEP);
    this.#cancel = this.#clock.after(ms, () => this.#poll());
  }

  #poll(): void {
    if (this.#stopped) return;
    if (this.#polling) {
      this.#again = true;
      return;
    }
    this.#nextAt = Number.POSITIVE_INFINITY;
    this.#polling = this.#claim().finally(() => {
      this.#polling = null;
      if (!this.#again) return;
      this.#again = false;
      this.#poll();
    });
  }

  async #claim(): Promise<void> {
    try {
      const now = this.#clock.now();
      const jobs = await this.#store.claimJobs({ now, limit: BATCH, leaseUntil: now + LEASE });
      for (const job of jobs) this.#start(job);
      if (jobs.length === BATCH) this.#again = true;
      const nextAt = await this.#store.nextJobAt();
      if (!this.#stopped && nextAt !== null && nextAt < this.#nextAt) this.#sleepUntil(nextAt);
    } catch (error) {
      this.#logger.error({ error: describeError(error) }, 'Due jobs could not be read; trying again soon');
      if (!this.#stopped) this.#sleepUntil(this.#clock.now() + RETRY_AFTER_FAILURE);
    }
  }

  #start(job: Job): void {
    const running = this.#handlers[job.kind](job)
      .catch((error: unknown) => this.#failed(job, error))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #failed(job: Job, error: unknown): Promise<void> {
    this.#logger.error(
      { job: job.id, kind: job.kind, conversation: job.conversationId, error: describeError(error) },
      'A job failed; it is tried again',
    );
    const dueAt = this.#clock.now() + RETRY_AFTER_FAILURE;
    await this.#store.retryJob({ id: job.id, dueAt, error: describeError(error) }).catch(() => {});
    this.wake(dueAt);
  }
}
