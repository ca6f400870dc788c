import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import type { FlowVersion, KeptFlow } from '../../src/runtime/flow-store.ts';
import type { OpenDatabase } from './open-database.ts';
import { conversations, flowVersions } from './schema.ts';
import { one } from './transactions.ts';

const OPEN = ['waiting', 'busy', 'handed_off'] as const;

/** The content of the flow versions that conversations began with. */
export class FlowVersions {
  readonly #statements: ReturnType<typeof prepare>;

  constructor({ db }: OpenDatabase) {
    this.#statements = prepare(db);
  }

  async save(row: { flow: string; version: string; content: string; at: number }): Promise<void> {
    await this.#statements.save.execute(row);
  }

  async read({ flow, version }: FlowVersion): Promise<string | null> {
    return (await one(this.#statements.read, { flow, version }))?.content ?? null;
  }

  /** Those that open conversations go on with. */
  async used(): Promise<KeptFlow[]> {
    const used: KeptFlow[] = [];
    for (const row of await this.#statements.used.execute()) {
      const content = await this.read(row);
      if (content !== null) used.push({ ...row, content });
    }
    return used;
  }

  /** Removes those saved before then that no open conversation uses, and that are not to be kept. */
  async drop(keep: readonly FlowVersion[], before: number): Promise<FlowVersion[]> {
    const needed = new Set([...keep, ...(await this.#statements.used.execute())].map(keyOf));
    const dropped = (await this.#statements.old.execute({ before })).filter((row) => !needed.has(keyOf(row)));
    for (const row of dropped) await this.#statements.remove.execute(row);
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
      .prepare('flow_versions_save'),
    read: db.select({ content: flowVersions.content }).from(flowVersions).where(isIt).prepare('flow_versions_read'),
    used: db
      .selectDistinct({ flow: conversations.flow, version: conversations.version })
      .from(conversations)
      .where(inArray(conversations.status, OPEN))
      .prepare('flow_versions_used'),
    old: db
      .select(names)
      .from(flowVersions)
      .where(lt(flowVersions.at, value('before')))
      .prepare('flow_versions_old'),
    remove: db.delete(flowVersions).where(isIt).prepare('flow_versions_remove'),
  };
}
