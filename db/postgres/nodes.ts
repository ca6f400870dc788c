import { type AnyColumn, type SQL, sql } from 'drizzle-orm';
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

/** Which process this is, and which are at work. It has another number each time that it was taken for dead, or cannot know what it holds. */
export class NodeBook {
  #id = -1;
  #isUnsure = false;

  /** The number of this process; -1 before it has one. */
  get id(): number {
    return this.#id;
  }

  /**
   * A commit had no answer, so this process may hold what it does not know of. The next beat begins under another number, and
   * what the former one held is taken up again.
   */
  doubt(): void {
    this.#isUnsure = true;
  }

  /** Says that this process is at work. `worker` is its name in the library of jobs. */
  async beat(database: OpenDatabase, worker: string | null): Promise<void> {
    const { db } = database;
    if (this.#isUnsure) await this.leave(database);
    this.#isUnsure = false;
    const mine = sql`${nodes.id} = ${this.#id}`;
    const seen = await db.update(nodes).set({ seenAt: sql`now()`, worker }).where(mine).returning({ id: nodes.id });
    if (seen.length > 0) return;
    const [row] = await db.insert(nodes).values({ worker }).returning({ id: nodes.id });
    this.#id = row?.id ?? -1;
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
    await db.delete(nodes).where(sql`${nodes.id} = ${this.#id}`);
  }
}
