import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';

/** Another transaction of the same rows came in between: the same work may well succeed the next time. */
const TRY_AGAIN = new Set(['40001', '40P01']);
const MAX_TRIES = 4;

/** Thrown inside a transaction so that it is rolled back, and answered as a value. */
export class Rejected extends Error {
  readonly as: 'conflict' | 'seen' | 'moved' | 'struck';

  constructor(as: 'conflict' | 'seen' | 'moved' | 'struck') {
    super(as);
    this.as = as;
  }
}

/** A prepared statement that gives rows. */
interface Rows<T> {
  execute(values?: Record<string, unknown>): Promise<T[]>;
}

/** The first row. */
export async function one<T>(statement: Rows<T>, values: Record<string, unknown> = {}): Promise<T | undefined> {
  return (await statement.execute(values))[0];
}

/**
 * Runs work on connections of the pool. What is prepared on a connection is kept with it, so that the server parses
 * each statement once a connection.
 */
export class Transactions<Parts> {
  readonly #pool: pg.Pool;
  readonly #build: (db: NodePgDatabase) => Parts;
  readonly #parts = new WeakMap<pg.PoolClient, Parts>();
  readonly #running = new Set<Promise<unknown>>();
  /** Connections made before this moment are not to be trusted: one of them said nothing any more. */
  #epoch = 0;
  readonly #epochs = new WeakMap<pg.PoolClient, number>();
  #closed = false;
  readonly #silent: () => void;

  /** `silent`: a commit had no answer, so nobody here knows whether it came about. */
  constructor(pool: pg.Pool, build: (db: NodePgDatabase) => Parts, silent: () => void) {
    this.#pool = pool;
    this.#build = build;
    this.#silent = silent;
  }

  /** One transaction. It is rolled back when `work` rejects. */
  run<T>(work: (parts: Parts) => Promise<T>): Promise<T> {
    return this.#track(() => this.#insist(work));
  }

  /** Reads outside a transaction. */
  read<T>(work: (parts: Parts) => Promise<T>): Promise<T> {
    return this.#track(() => this.#onClient(work));
  }

  /** Resolves when all that was asked for is done; nothing more is taken. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#running);
  }

  #track<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new Error('The database is closed.'));
    const running = work();
    this.#running.add(running);
    const leave = () => void this.#running.delete(running);
    running.then(leave, leave);
    return running;
  }

  async #insist<T>(work: (parts: Parts) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#onClient((parts, client) => inTransaction(client, () => work(parts), this.#silent));
      } catch (error) {
        const code = codeOf(error);
        if (code === null || !TRY_AGAIN.has(code) || tries === MAX_TRIES) throw error;
      }
    }
  }

  async #onClient<T>(work: (parts: Parts, client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    try {
      const value = await work(this.#partsOf(client), client);
      client.release();
      return value;
    } catch (error) {
      // Of a connection that gave no proper answer nobody knows what it is doing.
      const isBroken = isSilent(error);
      if (isBroken) this.#epoch++;
      client.release(isBroken || (codeOf(error) === null && !(error instanceof Rejected)));
      throw error;
    }
  }

  /** Where one connection was cut, the others of its time most likely were too, and each would be found out slowly. */
  async #connect(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await this.#pool.connect();
      const made = this.#epochs.get(client);
      if (made === undefined) this.#epochs.set(client, this.#epoch);
      if (made === undefined || made === this.#epoch) return client;
      client.release(true);
    }
  }

  #partsOf(client: pg.PoolClient): Parts {
    const known = this.#parts.get(client);
    if (known) return known;
    const parts = this.#build(drizzle(client));
    this.#parts.set(client, parts);
    return parts;
  }
}

async function inTransaction<T>(client: pg.PoolClient, work: () => Promise<T>, silent: () => void): Promise<T> {
  // Not waited for: what follows is behind it on the same connection, and fails where it fails.
  const begun = client.query('BEGIN');
  begun.catch(() => {});
  let isLast = false;
  try {
    const value = await work();
    await begun;
    isLast = true;
    await client.query('COMMIT');
    return value;
  } catch (error) {
    const reason = await begun.then(
      () => error,
      (first: unknown) => first,
    );
    if (isLast && codeOf(reason) === null) silent();
    if (codeOf(reason) !== null || reason instanceof Rejected) await client.query('ROLLBACK');
    throw reason;
  }
}

/** The connection gave no answer in time. */
function isSilent(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof Error && cause.message === 'Query read timeout';
}

/** Nothing of the transaction is there: the server said so, or the work did. */
export function isRefused(error: unknown): boolean {
  return error instanceof Rejected || codeOf(error) !== null;
}

/** The server's own code for what went wrong; null when it was not the server that said so. */
export function codeOf(error: unknown): string | null {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof pg.DatabaseError ? (cause.code ?? '') : null;
}
