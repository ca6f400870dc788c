import { and, eq } from 'drizzle-orm';
import type { Store } from '../../src/runtime/store.ts';
import type { OpenDatabase } from './open-database.ts';
import { meta, ownNumbers } from './schema.ts';

/** When this installation first started, and the numbers of ours that people have texted. */
export function readOrigin({ db }: OpenDatabase, now: number): Awaited<ReturnType<Store['readOrigin']>> {
  db.insert(meta).values({ key: 'first_start', value: now }).onConflictDoNothing().run();
  const firstStart = db.select().from(meta).where(eq(meta.key, 'first_start')).get()?.value ?? now;
  return { firstStart, ours: db.select().from(ownNumbers).all() };
}

export function markSwept({ db }: OpenDatabase, { to, until }: Parameters<Store['markSwept']>[0]): void {
  const isThat = and(eq(ownNumbers.ours, to.ours), eq(ownNumbers.channel, to.channel));
  db.update(ownNumbers).set({ sweptUntil: until }).where(isThat).run();
}
