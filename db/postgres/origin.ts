import { and, eq } from 'drizzle-orm';
import type { Store } from '../../src/runtime/store.ts';
import type { OpenDatabase } from './open-database.ts';
import { meta, ownNumbers } from './schema.ts';

/** When this installation first started, and the numbers of ours that people have texted. */
export async function readOrigin({ db }: OpenDatabase, now: number): ReturnType<Store['readOrigin']> {
  await db.insert(meta).values({ key: 'first_start', value: now }).onConflictDoNothing();
  const [first] = await db.select().from(meta).where(eq(meta.key, 'first_start'));
  return { firstStart: first?.value ?? now, ours: await db.select().from(ownNumbers) };
}

export async function markSwept({ db }: OpenDatabase, { to, until }: Parameters<Store['markSwept']>[0]): Promise<void> {
  const isThat = and(eq(ownNumbers.ours, to.ours), eq(ownNumbers.channel, to.channel));
  await db.update(ownNumbers).set({ sweptUntil: until }).where(isThat);
}
