import { describeError } from '../lib/errors.ts';
import type { Cluster } from './cluster.ts';
import type { Clock, ContactKey, Logger } from './ports.ts';

/** Several fit into the time after which a process is taken for dead. */
const EVERY = 2_000;

interface Parts {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** Has all that is due looked for. */
  readonly wake: () => void;
  readonly optedOut: (contact: ContactKey) => void;
  readonly logger: Logger;
}

/** Tells the other processes that this one is at work, and does what dead ones have left. */
export class Heartbeat {
  readonly #parts: Parts;
  #cancel: () => void = () => {};
  #beating: Promise<void> = Promise.resolve();
  #stopped = false;
  #failed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    const { cluster, wake, optedOut } = this.#parts;
    await cluster.start({ due: wake, optedOut });
    this.#next();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#beating;
    await this.#parts.cluster.stop();
  }

  #next(): void {
    if (this.#stopped) return;
    this.#cancel = this.#parts.clock.after(EVERY, () => {
      this.#beating = this.#beat().finally(() => this.#next());
    });
  }

  async #beat(): Promise<void> {
    const { cluster, clock, wake, logger } = this.#parts;
    try {
      const found = await cluster.beat({ now: clock.now() });
      if (found) logger.info({}, 'Took up what another process left');
      // After an outage, whatever became due meanwhile.
      if (found || this.#failed) wake();
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) logger.error({ error: describeError(error) }, 'The database does not answer; trying again');
      this.#failed = true;
    }
  }
}
