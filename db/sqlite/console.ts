import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import type { AuditEntry, ConsoleStore, Publication } from '../../src/runtime/console-store.ts';
import type { OpenDatabase } from './open-database.ts';
import { audit, drafts, publications } from './schema.ts';

const NEWEST = Number.MAX_SAFE_INTEGER;
const value = sql.placeholder;

/** What the console keeps, in SQLite. It may share its connection with other stores of the process. */
export function createConsoleStore({ db }: OpenDatabase): ConsoleStore {
  const statements = prepareConsole(db);
  return {
    addAudit: async (entry: AuditEntry) => void statements.addAudit.run({ ...entry }),
    listAudit: async ({ before, limit }) => {
      const rows = statements.listAudit.all({ before: before ?? NEWEST, limit: limit + 1 });
      const items = rows.slice(0, limit);
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    actionsDone: async ({ actions }) => {
      const rows = db
        .selectDistinct({ action: audit.action })
        .from(audit)
        .where(inArray(audit.action, [...actions]))
        .all();
      return new Set(rows.map(({ action }) => action));
    },
    listDrafts: async () => db.select().from(drafts).all(),
    readDraft: async ({ flow }) => db.select().from(drafts).where(eq(drafts.flow, flow)).get() ?? null,
    saveDraft: async ({ draft, over }) => {
      const { changes } =
        over === null
          ? db.insert(drafts).values(draft).onConflictDoNothing().run()
          : db.update(drafts).set(draft).where(isDraft(draft.flow, over)).run();
      return changes === 1;
    },
    dropDraft: async ({ flow, source }) => db.delete(drafts).where(isDraft(flow, source)).run().changes === 1,
    addPublication: async (publication: Publication) => void db.insert(publications).values(publication).run(),
    listPublications: async ({ flow }) => statements.listPublications.all({ flow }),
    readPublished: async (version) => statements.readPublished.get({ ...version })?.source ?? null,
  };
}

function isDraft(flow: string, source: string) {
  return and(eq(drafts.flow, flow), eq(drafts.source, source));
}

function prepareConsole(db: OpenDatabase['db']) {
  const { flow, version, how, by, at } = publications;
  return {
    addAudit: db
      .insert(audit)
      .values({
        at: value('at'),
        who: value('who'),
        address: value('address'),
        action: value('action'),
        target: value('target'),
      })
      .prepare(),
    listAudit: db
      .select()
      .from(audit)
      .where(lt(audit.id, value('before')))
      .orderBy(desc(audit.id))
      .limit(value('limit'))
      .prepare(),
    listPublications: db
      .select({ flow, version, how, by, at })
      .from(publications)
      .where(eq(flow, value('flow')))
      .orderBy(desc(publications.id))
      .limit(200)
      .prepare(),
    readPublished: db
      .select({ source: publications.source })
      .from(publications)
      .where(and(eq(flow, value('flow')), eq(version, value('version'))))
      .orderBy(desc(publications.id))
      .limit(1)
      .prepare(),
  };
}
