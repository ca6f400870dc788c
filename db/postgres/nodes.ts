import { type AnyColumn, inArray, type SQL, sql } from 'drizzle-orm';
import type { OpenDatabase } from './open-database.ts';
import { nodes } from './schema.ts';

/** A process that has not been seen for so long is dead, in seconds. Its work is taken up well within 15. */
const DEAD_AFTER = 8;

/** That the process of this column is not at work, or is `own`. */
export function isForsaken(node: AnyColumn): SQL {
  const own = sql.placeholder('own');
  return sql`(${node} is null or ${node} = ${own}::bigint or not exists (select 1 from nodes n where n.id = ${node}))`;
}

/** That another process of this column is at work. */
export function isOfOther(node: AnyColumn): SQL<boolean> {
  const own = sql.placeholder('node');
  return sql<boolean>`(${node} is not null and ${node} <> ${own}::bigint and exists (select 1 from nodes n where n.id = ${node}))`;
}

/**
 * A former number lasts for so many beats more: longer than a webhook is held for its answer, so that what is being said under
 * it is said, and taken up by nobody else.
 */
const LAST_BEATS = 6;

interface FormerNumber {
  readonly id: number;
  beats: number;
}

/** Which process this is, and which are at work. It has another number each time that it was taken for dead, or cannot know what it holds. */
export class NodeBook {
  #id = -1;
  #worker: string | null = null;
  #isUnsure = false;
  #former: FormerNumber[] = [];
  #renewing: Promise<void> | null = null;

  /** The number of this process; -1 before it has one. */
  get id(): number {
    return this.#id;
  }

  /** Also the numbers that this process has only just had. */
  get own(): readonly number[] {
    return [this.#id, ...this.#former.map(({ id }) => id)];
  }

  /**
   * A commit had no answer, so this process may hold what it does not know of. From the next beat on it has another number, and
   * a little later what it still holds under this one is taken up again.
   */
  doubt(): void {
    this.#isUnsure = true;
  }

  /** Says that this process is at work. `worker` is its name in the library of jobs. */
  async beat(database: OpenDatabase, worker: string | null): Promise<void> {
    this.#worker = worker;
    if (this.#isUnsure) await this.#change(database);
    const id = this.#id;
    await this.#retire(database);
    const mine = inArray(nodes.id, [...this.own]);
    const seen = await database.db.update(nodes).set({ seenAt: sql`now()`, worker }).where(mine).returning({ id: nodes.id });
    if (!seen.some((node) => node.id === id)) await this.renew(database, id);
  }

  /** Takes another number in place of one that was struck off the list; does nothing where that has been done. */
  async renew({ db }: OpenDatabase, struck: number): Promise<void> {
    if (this.#id !== struck) return;
    this.#renewing ??= db
      .insert(nodes)
      .values({ worker: this.#worker })
      .returning({ id: nodes.id })
      .then(([row]) => {
        this.#id = row?.id ?? -1;
      })
      .finally(() => {
        this.#renewing = null;
      });
    await this.#renewing;
  }

  /** Until the new number is there, work is done under the former one, which goes on to count. */
  async #change(database: OpenDatabase): Promise<void> {
    this.#isUnsure = false;
    const id = this.#id;
    await this.renew(database, id).catch((error: unknown) => {
      this.#isUnsure = true;
      throw error;
    });
    this.#former.push({ id, beats: 0 });
  }

  async #retire({ db }: OpenDatabase): Promise<void> {
    const over = this.#former.filter(({ beats }) => beats >= LAST_BEATS).map(({ id }) => id);
    if (over.length > 0) await db.delete(nodes).where(inArray(nodes.id, over));
    this.#former = this.#former.filter(({ id }) => !over.includes(id));
    for (const former of this.#former) former.beats++;
  }

  /** Strikes dead processes off the list. Returns their names in the library of jobs. */
  async strikeDead({ db }: OpenDatabase): Promise<readonly string[]> {
    const isDead = sql`id in (
      select id from nodes where seen_at < now() - make_interval(secs => ${DEAD_AFTER}) for update skip locked
    )`;
    const struck = await db.delete(nodes).where(isDead).returning({ worker: nodes.worker });
    return struck.flatMap(({ worker }) => worker ?? []);
  }

  /** What dead processes have locked in the library of jobs is free. */
  async unlock({ db }: OpenDatabase, workers: readonly string[]): Promise<void> {
    await db.execute(
      sql`select graphile_worker.force_unlock_workers(array[${sql.join(
        workers.map((one) => sql`${one}`),
        sql`, `,
      )}]::text[])`,
    );
  }

  /** This process works no more. */
  async leave({ db }: OpenDatabase): Promise<void> {
    await db.delete(nodes).where(inArray(nodes.id, [...this.own]));
  }
}
