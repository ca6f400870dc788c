import { desc, eq, lt, max, sql } from 'drizzle-orm';
import type { Release, ReleaseStore } from '../../src/runtime/cluster.ts';
import type { OpenDatabase } from './open-database.ts';
import type { Work } from './open-stores.ts';
import { releases } from './schema.ts';

/** Any number that no other lock of ours has: releases come one after the other. */
const RELEASE_LOCK = 7_018_203;

type Row = typeof releases.$inferSelect;

/** What is live on all processes, in Postgres. */
export function createReleaseStore(work: Work): ReleaseStore {
  return {
    latestId: () => work.read(({ database }) => latestId(database)),
    latest: () => work.read(async ({ database }) => released(await latest(database))),
    add: ({ sources, digest, by, now, after }) =>
      work.run(async ({ database }) => {
        await lock(database);
        if (after !== undefined && (await latestId(database)) !== after) return 'outrun';
        await database.db.insert(releases).values({ sources: JSON.stringify(sources), digest, by, at: now });
        return 'released';
      }),
    rollBack: ({ by, now }) =>
      work.run(async ({ database }) => {
        await lock(database);
        const row = await latest(database);
        // Rolled back twice, it goes back twice, not forth again.
        const from = row && (row.restores ?? row.id);
        const [before] = from
          ? await database.db.select().from(releases).where(lt(releases.id, from)).orderBy(desc(releases.id)).limit(1)
          : [];
        if (!before) return null;
        const { sources, digest, restores, id } = before;
        const [added] = await database.db
          .insert(releases)
          .values({ sources, digest, by, at: now, restores: restores ?? id })
          .returning();
        return released(added);
      }),
  };
}

async function lock({ db }: OpenDatabase): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(${RELEASE_LOCK})`);
}

async function latestId({ db }: OpenDatabase): Promise<number | null> {
  const [row] = await db.select({ id: max(releases.id) }).from(releases);
  return row?.id ?? null;
}

async function latest({ db }: OpenDatabase): Promise<Row | undefined> {
  const newest = db.select({ id: max(releases.id) }).from(releases);
  return (await db.select().from(releases).where(eq(releases.id, newest)))[0];
}

function released(row: Row | undefined): Release | null {
  return row ? { ...row, sources: JSON.parse(row.sources) as Release['sources'] } : null;
}
