import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import type { FlowVersion, KeptFlow } from '../../src/runtime/flow-store.ts';
import type { OpenDatabase } from './open-database.ts';
import { conversations, flowVersions } from './schema.ts';

const OPEN = ['waiting', 'busy', 'handed_off'] as const;

/** The content of the flow versions that conversations began with. */
export class FlowVersions {
  readonly #statements: ReturnType<typeof prepare>;

  constructor({ db }: OpenDatabase) {
    this.#statements = prepare(db);
  }

  save(row: { flow: string; version: string; content: string; at: number }): void {
    this.#statements.save.run(row);
  }

  read({ flow, version }: FlowVersion): string | null {
    return this.#statements.read.get({ flow, version })?.content ?? null;
  }

  /** Those that open conversations go on with. */
  used(): KeptFlow[] {
    return this.#statements.used.all().flatMap((row) => {
      const content = this.read(row);
      return content === null ? [] : [{ ...row, content }];
    });
  }

  /** Removes those saved before then that no open conversation uses, and that are not to be kept. */
  drop(keep: readonly FlowVersion[], before: number): FlowVersion[] {
    const needed = new Set([...keep, ...this.#statements.used.all()].map(keyOf));
    const dropped = this.#statements.old.all({ before }).filter((row) => !needed.has(keyOf(row)));
    for (const row of dropped) this.#statements.remove.run(row);
    return dropped;
  }
}

function keyOf({ flow, version }: FlowVersion): string {
  return JSON.stringify([flow, version]);
}

function prepare(db: OpenDatabase['db']) {
  const value = sql.placeholder;
  const names = { flow: flowVersions.flow, version: flowVersions.version };
  const isIt = and(eq(flowVersions.flow, value('flow')), eq(flowVersions.version, value('version')));
  return {
    save: db
      .insert(flowVersions)
      .values({ flow: value('flow'), version: value('version'), content: value('content'), at: value('at') })
      .onConflictDoUpdate({ target: [flowVersions.flow, flowVersions.version], set: { at: sql`excluded.at` } })
      .prepare(),
    read: db.select({ content: flowVersions.content }).from(flowVersions).where(isIt).prepare(),
    used: db
      .selectDistinct({ flow: conversations.flow, version: conversations.version })
      .from(conversations)
      .where(inArray(conversations.status, OPEN))
      .prepare(),
    old: db
      .select(names)
      .from(flowVersions)
      .where(lt(flowVersions.at, value('before')))
      .prepare(),
    remove: db.delete(flowVersions).where(isIt).prepare(),
  };
}
