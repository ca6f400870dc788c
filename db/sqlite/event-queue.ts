import { randomUUID } from 'node:crypto';
import { and, asc, eq, isNull, lte, min, notExists, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Sealer } from '../../src/lib/seal.ts';
import type { EventFields, EventJob, EventSettled } from '../../src/runtime/event-store.ts';
import type { OpenDatabase } from './open-database.ts';
import { contacts, conversations, jobs } from './schema.ts';

const value = sql.placeholder;

/** Where an event happened. */
export interface EventPlace {
  readonly contactId: number;
  readonly conversationId: number | null;
  readonly now: number;
}

/**
 * What the owner's system is to be told, as jobs: those of one contact one after the other. None of a contact is due
 * before its first one, so that an outage leaves nothing at the front that must be stepped over. All synchronous, to be
 * run in a group.
 */
export class EventQueue {
  readonly #statements: ReturnType<typeof prepareEvents>;
  readonly #sealer: Sealer;
  readonly #added: (() => void) | null;

  /** `added` is called for each event; with null none is kept, for there is nobody to tell. */
  constructor({ db }: OpenDatabase, sealer: Sealer, added: (() => void) | null) {
    this.#statements = prepareEvents(db);
    this.#sealer = sealer;
    this.#added = added;
  }

  add({ type, ...fields }: EventFields, { contactId, conversationId, now }: EventPlace): void {
    if (!this.#added) return;
    const contact = this.#statements.contact.get({ contactId });
    const talk = conversationId === null ? undefined : this.#statements.conversation.get({ conversationId });
    const place = talk ? { conversation: String(conversationId), flow: talk.flow } : {};
    const event = { type, timestamp: new Date(now).toISOString(), data: { contact, ...place, ...fields } };
    const row = { contactId, now, key: `evt_${randomUUID()}`, data: this.#sealer.seal(JSON.stringify(event)) };
    this.#statements.add.run(row);
    this.#added();
  }

  /** Takes events that are due, at most so many. */
  claim(now: number, limit: number, leaseUntil: number): EventJob[] {
    if (limit <= 0) return [];
    return this.#statements.due.all({ now, limit }).map(({ id, key, data, attempts }) => {
      this.#statements.lease.run({ id, leaseUntil });
      const body = data === null ? '{}' : this.#sealer.open(data);
      const { timestamp } = JSON.parse(body) as { timestamp?: string };
      return { jobId: id, id: key ?? '', body, at: Date.parse(timestamp ?? ''), attempts: attempts + 1 };
    });
  }

  nextAt(): number | null {
    return this.#statements.next.get()?.at ?? null;
  }

  settle({ jobId, settled, now }: { jobId: number; settled: EventSettled; now: number }): void {
    const contactId = this.#statements.owner.get({ id: jobId })?.contactId;
    if (settled.as === 'later') {
      this.#statements.retry.run({ id: jobId, error: settled.reason });
      this.#statements.putOff.run({ contactId, dueAt: settled.dueAt });
      return;
    }
    if (settled.as === 'told') this.#statements.drop.run({ id: jobId });
    else this.#statements.bury.run({ id: jobId, now, error: settled.reason });
    this.#statements.bringForward.run({ contactId, now });
  }
}

function prepareEvents(db: OpenDatabase['db']) {
  const isEvent = and(eq(jobs.kind, sql`'event'`), isNull(jobs.deadAt));
  const ofContact = and(isEvent, eq(jobs.contactId, value('contactId')));
  return {
    contact: db
      .select({ address: contacts.theirs, channel: contacts.channel, ours: contacts.ours })
      .from(contacts)
      .where(eq(contacts.id, value('contactId')))
      .prepare(),
    conversation: db
      .select({ flow: conversations.flow })
      .from(conversations)
      .where(eq(conversations.id, value('conversationId')))
      .prepare(),
    owner: db
      .select({ contactId: jobs.contactId })
      .from(jobs)
      .where(eq(jobs.id, value('id')))
      .prepare(),
    ...prepareQueue(db, isEvent),
    drop: db
      .delete(jobs)
      .where(eq(jobs.id, value('id')))
      .prepare(),
    retry: db
      .update(jobs)
      .set({ leased: false, error: sql`${value('error')}` })
      .where(eq(jobs.id, value('id')))
      .prepare(),
    bury: db
      .update(jobs)
      .set({ leased: false, deadAt: sql`${value('now')}`, error: sql`${value('error')}` })
      .where(eq(jobs.id, value('id')))
      .prepare(),
    putOff: db
      .update(jobs)
      .set({ dueAt: sql`${value('dueAt')}` })
      .where(ofContact)
      .prepare(),
    bringForward: db
      .update(jobs)
      .set({ dueAt: sql`${value('now')}` })
      .where(
        eq(
          jobs.id,
          db
            .select({ id: min(jobs.id) })
            .from(jobs)
            .where(ofContact),
        ),
      )
      .prepare(),
  };
}

function prepareQueue(db: OpenDatabase['db'], isEvent: ReturnType<typeof and>) {
  const earlier = alias(jobs, 'earlier');
  const hasEarlier = db
    .select({ one: sql`1` })
    .from(earlier)
    .where(
      and(
        eq(earlier.kind, sql`'event'`),
        isNull(earlier.deadAt),
        eq(earlier.contactId, jobs.contactId),
        sql`${earlier.id} < ${jobs.id}`,
      ),
    );
  const lastOfContact = sql`select max(due_at) from jobs where kind = 'event' and dead_at is null and contact_id = ${value('contactId')}`;
  return {
    add: db
      .insert(jobs)
      .values({
        kind: 'event',
        contactId: value('contactId'),
        key: value('key'),
        data: value('data'),
        dueAt: sql`coalesce((${lastOfContact}), ${value('now')})`,
      })
      .prepare(),
    due: db
      .select({ id: jobs.id, key: jobs.key, data: jobs.data, attempts: jobs.attempts })
      .from(jobs)
      .where(and(isEvent, lte(jobs.dueAt, value('now')), notExists(hasEarlier)))
      .orderBy(asc(jobs.dueAt), asc(jobs.id))
      .limit(value('limit'))
      .prepare(),
    next: db
      .select({ at: sql<number | null>`min(${jobs.dueAt})` })
      .from(jobs)
      .where(isEvent)
      .prepare(),
    lease: db
      .update(jobs)
      .set({ leased: true, dueAt: sql`${value('leaseUntil')}`, attempts: sql`attempts + 1` })
      .where(eq(jobs.id, value('id')))
      .prepare(),
  };
}
