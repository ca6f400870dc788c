import { and, asc, eq, isNull, lte, sql } from 'drizzle-orm';
import type { ContactKey } from '../../src/runtime/ports.ts';
import type { Job } from '../../src/runtime/store.ts';
import type { OpenDatabase } from './open-database.ts';
import { contacts, conversations, jobs, messages } from './schema.ts';
import { SendQueue } from './send-queue.ts';

const value = sql.placeholder;

type DueRow = ReturnType<ReturnType<typeof prepareJobs>['due']['all']>[number];

/** The jobs table: claiming what is due, and what becomes of it. All synchronous, to be run in a group. */
export class Jobs {
  readonly #statements: ReturnType<typeof prepareJobs>;
  readonly #queue: SendQueue;

  constructor(database: OpenDatabase) {
    this.#statements = prepareJobs(database.db);
    this.#queue = new SendQueue(database);
  }

  claim({ now, limit, sends, leaseUntil }: { now: number; limit: number; sends: number; leaseUntil: number }): Job[] {
    const sendsDue = this.#queue.due(now, sends).flatMap((id) => this.#statements.byId.get({ id }) ?? []);
    const due = [...this.#statements.due.all({ now, limit }), ...sendsDue];
    return due.map((row) => this.#lease(row, leaseUntil));
  }

  /** When something is due. A text that must wait for another is not, however long it has been there. */
  nextAt(): number | null {
    const times = [this.#statements.next.get()?.at, this.#queue.nextAt()].filter((at) => typeof at === 'number');
    return times.length === 0 ? null : Math.min(...times);
  }

  drop(id: number, revision: number): void {
    this.#statements.drop.run({ id, revision });
  }

  /** Only while it is still the same job: a turn that was committed meanwhile has put another in its place. */
  retry(id: number, revision: number, dueAt: number, error: string): void {
    this.#statements.retry.run({ id, revision, dueAt, error });
  }

  bury(id: number, revision: number, error: string, now: number): void {
    this.#statements.bury.run({ id, revision, error, now });
  }

  /** The same job with another thing to do. */
  become(id: number, kind: Job['kind'], dueAt: number): void {
    this.#statements.become.run({ id, kind, dueAt });
  }

  freeLeased(now: number): number {
    return this.#statements.free.run({ now }).changes;
  }

  /** Whose messages were stored under load and are not handled yet, once for each message. */
  stored(): ContactKey[] {
    return this.#statements.stored.all();
  }

  #lease({ job, ours, channel, theirs }: DueRow, leaseUntil: number): Job {
    this.#statements.lease.run({ id: job.id, leaseUntil });
    const { id, kind, dueAt, attempts, conversationId, revision, messageId, key, expiresAt } = job;
    return {
      id,
      // Those of the kind `event` have a queue of their own.
      kind: kind as Job['kind'],
      dueAt,
      attempts: attempts + 1,
      contact: { ours, channel, theirs },
      conversationId,
      revision,
      messageId,
      key,
      expiresAt,
    };
  }
}

function prepareJobs(db: OpenDatabase['db']) {
  const isOther = and(isNull(jobs.deadAt), sql`${jobs.kind} not in ('send', 'event')`);
  const whose = { job: jobs, ours: contacts.ours, channel: contacts.channel, theirs: contacts.theirs };
  return {
    due: db
      .select(whose)
      .from(jobs)
      .leftJoin(conversations, eq(conversations.id, jobs.conversationId))
      .leftJoin(messages, eq(messages.id, jobs.messageId))
      .innerJoin(contacts, eq(contacts.id, sql`coalesce(${conversations.contactId}, ${messages.contactId})`))
      .where(and(isOther, lte(jobs.dueAt, value('now'))))
      .orderBy(asc(jobs.dueAt), asc(jobs.id))
      .limit(value('limit'))
      .prepare(),
    byId: db
      .select(whose)
      .from(jobs)
      .innerJoin(contacts, eq(contacts.id, jobs.contactId))
      .where(eq(jobs.id, value('id')))
      .prepare(),
    lease: db
      .update(jobs)
      .set({ leased: true, dueAt: sql`${value('leaseUntil')}`, attempts: sql`attempts + 1` })
      .where(eq(jobs.id, value('id')))
      .prepare(),
    next: db
      .select({ at: sql<number | null>`min(${jobs.dueAt})` })
      .from(jobs)
      .where(isOther)
      .prepare(),
    drop: db
      .delete(jobs)
      .where(and(eq(jobs.id, value('id')), eq(jobs.revision, value('revision'))))
      .prepare(),
    retry: db
      .update(jobs)
      .set({ leased: false, dueAt: sql`${value('dueAt')}`, error: sql`${value('error')}` })
      .where(and(eq(jobs.id, value('id')), eq(jobs.revision, value('revision'))))
      .prepare(),
    bury: db
      .update(jobs)
      .set({ leased: false, deadAt: sql`${value('now')}`, error: sql`${value('error')}` })
      .where(and(eq(jobs.id, value('id')), eq(jobs.revision, value('revision'))))
      .prepare(),
    become: db
      .update(jobs)
      .set({ kind: sql`${value('kind')}`, leased: false, attempts: 0, dueAt: sql`${value('dueAt')}` })
      .where(eq(jobs.id, value('id')))
      .prepare(),
    stored: db
      .select({ ours: contacts.ours, channel: contacts.channel, theirs: contacts.theirs })
      .from(jobs)
      .innerJoin(contacts, eq(contacts.id, jobs.contactId))
      .where(and(eq(jobs.kind, 'message'), isNull(jobs.deadAt)))
      .prepare(),
    free: db
      .update(jobs)
      .set({ leased: false, dueAt: sql`${value('now')}` })
      .where(and(eq(jobs.leased, true), isNull(jobs.deadAt)))
      .prepare(),
  };
}
