import type { Dispatcher, Pool as PoolClass } from 'undici';
import { createGuardedConnector } from './connector.ts';
import type { AllowList } from './guard.ts';
import { Pool } from './undici-parts.ts';

const MAX_POOLS = 64;
const SETTINGS = {
  connections: 512,
  // The call's own deadline (at most 60 s) comes first; these only free a socket that outlived it.
  headersTimeout: 65_000,
  bodyTimeout: 65_000,
};

/** Kept connections, one pool per origin. Beyond 64 origins the one that was not used for longest is closed. */
export class Pools {
  readonly #connect: ReturnType<typeof createGuardedConnector>;
  readonly #byOrigin = new Map<string, PoolClass>();

  constructor(allow: AllowList) {
    this.#connect = createGuardedConnector(allow);
  }

  /** The pool for an origin such as `https://api.example.com`. */
  at(origin: string): Dispatcher {
    const known = this.#byOrigin.get(origin);
    // Putting it in again keeps the map in the order of use.
    if (known) this.#byOrigin.delete(origin);
    const pool = known ?? new Pool(origin, { ...SETTINGS, connect: this.#connect });
    this.#byOrigin.set(origin, pool);
    if (this.#byOrigin.size > MAX_POOLS) this.#closeOldest();
    return pool;
  }

  /** Closes all connections at once, also those with a request under way. */
  async destroy(): Promise<void> {
    const pools = [...this.#byOrigin.values()];
    this.#byOrigin.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  #closeOldest(): void {
    const [oldest] = this.#byOrigin;
    if (!oldest) return;
    const [origin, pool] = oldest;
    this.#byOrigin.delete(origin);
    pool.close(() => undefined);
  }
}
