import { and, asc, eq, isNull, lte, sql } from 'drizzle-orm';
import type { Job } from '../../src/runtime/store.ts';
import type { OpenDatabase } from './open-database.ts';
import { contacts, conversations, jobs, messages } from './schema.ts';

const value = sql.placeholder;

/** The jobs table: claiming what is due, and what becomes of it. All synchronous, to be run in a group. */
export class Jobs {
  readonly #statements: ReturnType<typeof prepareJobs>;

  constructor({ db }: OpenDatabase) {
    this.#statements = prepareJobs(db);
  }

  claim(now: number, limit: number, leaseUntil: number): Job[] {
    const due = this.#statements.due.all({ now, limit });
    return due.map(({ job, ours, channel, theirs }) => {
      this.#statements.lease.run({ id: job.id, leaseUntil });
      const { id, kind, dueAt, attempts, conversationId, revision, messageId, key } = job;
      return {
        id,
        kind,
        dueAt,
        attempts: attempts + 1,
        contact: { ours, channel, theirs },
        conversationId,
        revision,
        messageId,
        key,
      };
    });
  }

  nextAt(): number | null {
    return this.#statements.next.get()?.at ?? null;
  }

  drop(id: number, revision: number): void {
    this.#statements.drop.run({ id, revision });
  }

  retry(id: number, dueAt: number, error: string): void {
    this.#statements.retry.run({ id, dueAt, error });
  }

  bury(id: number, error: string, now: number): void {
    this.#statements.bury.run({ id, error, now });
  }

  freeLeased(now: number): number {
    return this.#statements.free.run({ now }).changes;
  }
}

function prepareJobs(db: OpenDatabase['db']) {
  return {
    due: db
      .select({ job: jobs, ours: contacts.ours, channel: contacts.channel, theirs: contacts.theirs })
      .from(jobs)
      .leftJoin(conversations, eq(conversations.id, jobs.conversationId))
      .leftJoin(messages, eq(messages.id, jobs.messageId))
      .innerJoin(contacts, eq(contacts.id, sql`coalesce(${conversations.contactId}, ${messages.contactId})`))
      .where(and(isNull(jobs.deadAt), lte(jobs.dueAt, value('now'))))
      .orderBy(asc(jobs.dueAt), asc(jobs.id))
      .limit(value('limit'))
      .prepare(),
    lease: db
      .update(jobs)
      .set({ leased: true, dueAt: sql`${value('leaseUntil')}`, attempts: sql`attempts + 1` })
      .where(eq(jobs.id, value('id')))
      .prepare(),
    next: db
      .select({ at: sql<number | null>`min(${jobs.dueAt})` })
      .from(jobs)
      .where(isNull(jobs.deadAt))
      .prepare(),
    drop: db
      .delete(jobs)
      .where(and(eq(jobs.id, value('id')), eq(jobs.revision, value('revision'))))
      .prepare(),
    retry: db
      .update(jobs)
      .set({ leased: false, dueAt: sql`${value('dueAt')}`, error: sql`${value('error')}` })
      .where(eq(jobs.id, value('id')))
      .prepare(),
    bury: db
      .update(jobs)
      .set({ leased: false, deadAt: sql`${value('now')}`, error: sql`${value('error')}` })
      .where(eq(jobs.id, value('id')))
      .prepare(),
    free: db
      .update(jobs)
      .set({ leased: false, dueAt: sql`${value('now')}` })
      .where(and(eq(jobs.leased, true), isNull(jobs.deadAt)))
      .prepare(),
  };
}
