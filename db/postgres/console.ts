import { and, desc, eq, inArray, lt } from 'drizzle-orm';
import type { ConsoleStore } from '../../src/runtime/console-store.ts';
import type { OpenDatabase } from './open-database.ts';
import { audit, drafts, publications } from './schema.ts';

const NEWEST = Number.MAX_SAFE_INTEGER;

/** What the console keeps, in Postgres. */
export function createConsoleStore({ db }: OpenDatabase): ConsoleStore {
  return {
    addAudit: async (entry) => void (await db.insert(audit).values(entry)),
    listAudit: async ({ before, limit }) => {
      const isBefore = lt(audit.id, before ?? NEWEST);
      const rows = await db
        .select()
        .from(audit)
        .where(isBefore)
        .orderBy(desc(audit.id))
        .limit(limit + 1);
      const items = rows.slice(0, limit);
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    actionsDone: async ({ actions }) => {
      const isOne = inArray(audit.action, [...actions]);
      const rows = await db.selectDistinct({ action: audit.action }).from(audit).where(isOne);
      return new Set(rows.map(({ action }) => action));
    },
    listDrafts: async () => db.select().from(drafts),
    readDraft: async ({ flow }) => (await db.select().from(drafts).where(eq(drafts.flow, flow)))[0] ?? null,
    saveDraft: async ({ draft, over }) => {
      const { rowCount } =
        over === null
          ? await db.insert(drafts).values(draft).onConflictDoNothing()
          : await db.update(drafts).set(draft).where(isDraft(draft.flow, over));
      return rowCount === 1;
    },
    dropDraft: async ({ flow, source }) => (await db.delete(drafts).where(isDraft(flow, source))).rowCount === 1,
    addPublication: async (publication) => void (await db.insert(publications).values(publication)),
    listPublications: async ({ flow: wanted }) => {
      const { flow, version, how, by, at } = publications;
      const found = db.select({ flow, version, how, by, at }).from(publications).where(eq(flow, wanted));
      return found.orderBy(desc(publications.id)).limit(200);
    },
    readPublished: async ({ flow, version }) => {
      const isIt = and(eq(publications.flow, flow), eq(publications.version, version));
      const found = db.select({ source: publications.source }).from(publications).where(isIt);
      return (await found.orderBy(desc(publications.id)).limit(1))[0]?.source ?? null;
    },
  };
}

function isDraft(flow: string, source: string) {
  return and(eq(drafts.flow, flow), eq(drafts.source, source));
}
