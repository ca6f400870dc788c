import { describeError } from '../../lib/errors.ts';
import type { EventJob, EventSender, EventSettled, EventStore } from '../event-store.ts';
import type { Clock, Logger, Random } from '../ports.ts';

const MINUTE = 60_000;
/** Told at once: enough that one slow answer holds up nobody, few enough for a small system. */
const MOST_AT_ONCE = 8;
/** How long a claim holds: well above the time that one attempt may take. */
const LEASE = 2 * MINUTE;
const FIRST_BACKOFF = 5_000;
const LONGEST_BACKOFF = 60 * MINUTE;
/** An event that is older and was refused again is a dead letter. */
const GIVE_UP_AFTER = 24 * 60 * MINUTE;
const RETRY_AFTER_FAILURE = 5_000;
/** Looked at so often whatever happens: the clock may have been changed, or a dead letter be tried again. */
const LONGEST_SLEEP = MINUTE;

interface Parts {
  readonly store: EventStore;
  readonly sender: EventSender;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** Tells the owner's system what happened: each event at least once, those of one contact in order, for a day if need be. */
export class EventOutlet {
  readonly #parts: Parts;
  readonly #running = new Set<Promise<void>>();
  #cancel: () => void = () => {};
  #polling: Promise<void> | null = null;
  #again = false;
  #stopped = true;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  start(): void {
    this.#stopped = false;
    this.wake();
  }

  /** Says that there is something to tell. May be called before it is on disk: it is looked for in a moment. */
  wake(): void {
    if (!this.#stopped) this.#sleep(0);
  }

  /** Gives up what is under way: the next start takes it up. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#polling;
    await this.#parts.sender.close();
    await Promise.all(this.#running);
  }

  #sleep(ms: number): void {
    this.#cancel();
    this.#cancel = this.#parts.clock.after(ms, () => this.#poll());
  }

  #poll(): void {
    if (this.#stopped) return;
    if (this.#polling) {
      this.#again = true;
      return;
    }
    this.#polling = this.#claim().finally(() => {
      this.#polling = null;
      if (!this.#again) return;
      this.#again = false;
      this.#poll();
    });
  }

  async #claim(): Promise<void> {
    const { store, clock, logger } = this.#parts;
    try {
      const now = clock.now();
      const limit = MOST_AT_ONCE - this.#running.size;
      // With all hands full, whoever is done first looks again.
      if (limit <= 0) return;
      if (isDue(await store.nextEventAt(), now)) {
        const events = await store.claimEvents({ now, limit, leaseUntil: now + LEASE });
        for (const event of events) this.#begin(event);
        if (events.length === limit) return;
      }
      const nextAt = (await store.nextEventAt()) ?? Number.POSITIVE_INFINITY;
      if (!this.#stopped) this.#sleep(Math.min(Math.max(0, nextAt - now), LONGEST_SLEEP));
    } catch (error) {
      logger.error({ error: describeError(error) }, 'Events could not be read; trying again soon');
      if (!this.#stopped) this.#sleep(RETRY_AFTER_FAILURE);
    }
  }

  #begin(event: EventJob): void {
    const running = this.#tell(event)
      .catch((error: unknown) =>
        this.#parts.logger.error(
          { event: event.id, error: describeError(error) },
          'What became of an event could not be recorded; it is told again',
        ),
      )
      .finally(() => {
        this.#running.delete(running);
        this.wake();
      });
    this.#running.add(running);
  }

  async #tell(event: EventJob): Promise<void> {
    const { store, sender, clock, logger } = this.#parts;
    const reason = await sender.send({ id: event.id, body: event.body, now: clock.now() });
    if (reason !== null && this.#stopped) return;
    const now = clock.now();
    const settled = reason === null ? ({ as: 'told' } as const) : this.#putOff(event, reason, now);
    await store.settleEvent({ jobId: event.jobId, settled, now });
    const fields = { event: event.id, attempts: event.attempts, reason };
    if (settled.as === 'later') logger.warn(fields, 'An event was not taken; it is told again');
    if (settled.as === 'dead') logger.error(fields, 'An event was not taken for a day; it is among the dead letters');
  }

  #putOff(event: EventJob, reason: string, now: number): EventSettled {
    if (now - event.at >= GIVE_UP_AFTER) return { as: 'dead', reason };
    const backoff = Math.min(FIRST_BACKOFF * 3 ** (event.attempts - 1), LONGEST_BACKOFF);
    return { as: 'later', dueAt: now + backoff + this.#parts.random.below(Math.ceil(backoff / 4)), reason };
  }
}

function isDue(at: number | null, now: number): boolean {
  return at !== null && at <= now;
}
