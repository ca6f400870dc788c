import type { Seeded } from './seeded.ts';
import type { Server } from './server.ts';
import type { Timeline } from './timeline.ts';

/** So long until whoever shares out the requests has seen that a process does not answer, in milliseconds. */
const NOTICED_AFTER = 3_000;

/** The processes that take webhooks now. */
export class Fleet {
  readonly #servers = new Set<Server>();
  readonly #timeline: Timeline;
  readonly #seeded: Seeded;

  constructor(timeline: Timeline, seeded: Seeded) {
    this.#timeline = timeline;
    this.#seeded = seeded;
  }

  get all(): readonly Server[] {
    return [...this.#servers];
  }

  join(server: Server): void {
    this.#servers.add(server);
  }

  leave(server: Server): void {
    this.#servers.delete(server);
  }

  /** The one that gets the next request: any that seems to be there. Null when there is none. */
  pick(): Server | null {
    const { elapsed } = this.#timeline;
    const [first, ...others] = this.all.filter(({ life }) => elapsed - (life.stillSince ?? elapsed) < NOTICED_AFTER);
    if (!first) return null;
    return others.length === 0 ? first : this.#seeded.pick([first, ...others]);
  }
}
