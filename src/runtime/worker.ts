import { describeError } from '../lib/errors.ts';
import { insist } from './insist.ts';
import type { Clock, Logger } from './ports.ts';
import type { Job, Store } from './store.ts';

/** A timer longer than this is set anew: the clock may have been changed meanwhile, and very long ones overflow. */
const LONGEST_SLEEP = 60_000;
const BATCH = 100;
/** How long a claim holds. The process that holds it ends its work long before, or is dead. */
const LEASE = 120_000;
const RETRY_AFTER_FAILURE = 5_000;
/** Sends under way at once. What waits beyond that waits in the store. */
const MAX_SENDS = 40;
/** Tries of one job before a failure puts it among the dead letters. Well above those of a text that Twilio is too busy for: they count too. */
const MAX_FAILURES = 12;
/** Texts that are due while as many as may be are under way are looked at again after this: meanwhile they hide what becomes due after them. */
const LOOK_AGAIN = 250;

/** Does what a job asks for. Rejects when it could not be done; the job is then tried again. */
export type JobHandler = (job: Job) => Promise<void>;

/** Wakes for the next job that is due, and hands jobs to their handlers. One timer, however many jobs wait. */
export class Worker {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #handlers: Readonly<Record<Job['kind'], JobHandler>>;
  readonly #running = new Set<Promise<void>>();
  readonly #inHand = new Set<number>();
  #cancel: () => void = () => {};
  /** When the timer fires, by the clock that only moves forward: wall times before and after the wall clock was set cannot be compared. */
  #firesAt = Number.POSITIVE_INFINITY;
  #polling: Promise<void> | null = null;
  #again = false;
  #sends = 0;
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
    if (!this.#stopped) this.#sleepUntil(dueAt);
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

  /** Unless the timer fires before that anyway. */
  #sleepUntil(dueAt: number): void {
    const ms = Math.min(Math.max(0, dueAt - this.#clock.now()), LONGEST_SLEEP);
    const firesAt = this.#clock.monotonic() + ms;
    if (firesAt >= this.#firesAt) return;
    this.#cancel();
    this.#firesAt = firesAt;
    this.#cancel = this.#clock.after(ms, () => this.#poll());
  }

  #poll(): void {
    if (this.#stopped) return;
    if (this.#polling) {
      this.#again = true;
      return;
    }
    this.#firesAt = Number.POSITIVE_INFINITY;
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
      const jobs = await this.#store.claimJobs({ now, limit: BATCH, sends: MAX_SENDS - this.#sends, leaseUntil: now + LEASE });
      for (const job of jobs) this.#start(job);
      if (jobs.length >= BATCH) this.#again = true;
      const nextAt = await this.#store.nextJobAt();
      if (this.#stopped || nextAt === null) return;
      const waitsForOthers = jobs.length === 0 && nextAt <= now;
      const lookAt = waitsForOthers ? now + LOOK_AGAIN : nextAt;
      this.#sleepUntil(lookAt);
    } catch (error) {
      this.#logger.error({ error: describeError(error) }, 'Due jobs could not be read; trying again soon');
      if (!this.#stopped) this.#sleepUntil(this.#clock.now() + RETRY_AFTER_FAILURE);
    }
  }

  /** One whose lease ended while its handler still runs is left to that one. */
  #start(job: Job): void {
    if (this.#inHand.has(job.id)) return;
    this.#inHand.add(job.id);
    if (job.kind === 'send') this.#sends++;
    const running = this.#handlers[job.kind](job)
      .catch((error: unknown) => this.#failed(job, error))
      .finally(() => {
        if (job.kind === 'send') this.#sends--;
        this.#running.delete(running);
        this.#inHand.delete(job.id);
      });
    this.#running.add(running);
  }

  async #failed(job: Job, error: unknown): Promise<void> {
    const reason = describeError(error);
    const fields = { job: job.id, kind: job.kind, conversation: job.conversationId, attempts: job.attempts, error: reason };
    const now = this.#clock.now();
    if (this.#stopped) return this.#logger.info(fields, 'A job is left to the next start');
    const { id, revision } = job;
    const isOver = job.attempts >= MAX_FAILURES;
    this.#logger.error(
      fields,
      isOver ? 'A job failed for good; it is among the dead letters' : 'A job failed; it is tried again',
    );
    const record = () =>
      isOver
        ? this.#store.buryJob({ id, revision, error: reason, now })
        : this.#store.retryJob({ id, revision, dueAt: now + RETRY_AFTER_FAILURE, error: reason });
    try {
      await (this.#store.shared ? insist(this.#clock, record, () => this.#stopped) : record());
    } catch (storeError) {
      this.#logger.error(
        { ...fields, error: describeError(storeError) },
        'A failed job could not be recorded; its lease will end',
      );
    }
    if (!isOver) this.wake(now + RETRY_AFTER_FAILURE);
  }
}
