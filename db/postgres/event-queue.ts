import { randomUUID } from 'node:crypto';
import { and, asc, eq, isNull, lte, min, notExists, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Sealer } from '../../src/lib/seal.ts';
import type { EventFields, EventJob, EventSettled } from '../../src/runtime/event-store.ts';
import type { OpenDatabase } from './open-database.ts';
import { contacts, conversations, jobs } from './schema.ts';
import { one } from './transactions.ts';

const value = sql.placeholder;

/** Where an event happened. */
export interface EventPlace {
  readonly contactId: number;
  readonly conversationId: number | null;
  readonly now: number;
}

interface EventParts {
  readonly sealer: Sealer;
  readonly isOn: boolean;
  readonly lock: (contactId: number) => Promise<void>;
  readonly node: () => number;
}

/**
 * What the owner's system is to be told, as jobs: those of one contact one after the other. None of a contact is due
 * before its first one, so that an outage leaves nothing at the front that must be stepped over. All synchronous, to be
 * run in a group.
 */
export class EventQueue {
  readonly #statements: ReturnType<typeof prepareEvents>;
  readonly #sealer: Sealer;
  readonly #isOn: boolean;
  #hasAdded = false;
  readonly #lock: (contactId: number) => Promise<void>;
  readonly #node: () => number;

  /** Without `isOn` none is kept, for there is nobody to tell. */
  constructor({ db }: OpenDatabase, parts: EventParts) {
    this.#statements = prepareEvents(db);
    this.#sealer = parts.sealer;
    this.#isOn = parts.isOn;
    this.#lock = parts.lock;
    this.#node = parts.node;
  }

  /** Whether events were added since this was asked last. */
  takeAdded(): boolean {
    const added = this.#hasAdded;
    this.#hasAdded = false;
    return added;
  }

  async add({ type, ...fields }: EventFields, { contactId, conversationId, now }: EventPlace): Promise<void> {
    if (!this.#isOn) return;
    const contact = await one(this.#statements.contact, { contactId });
    const talk = conversationId === null ? undefined : await one(this.#statements.conversation, { conversationId });
    const place = talk ? { conversation: String(conversationId), flow: talk.flow } : {};
    const event = { type, timestamp: new Date(now).toISOString(), data: { contact, ...place, ...fields } };
    const row = { contactId, now, key: `evt_${randomUUID()}`, data: this.#sealer.seal(JSON.stringify(event)) };
    await this.#statements.add.execute(row);
    this.#hasAdded = true;
  }

  /** Takes events that are due, at most so many. */
  async claim(now: number, limit: number, leaseUntil: number): Promise<EventJob[]> {
    if (limit <= 0) return [];
    const due = await this.#statements.due.execute({ now, limit });
    const taken: EventJob[] = [];
    for (const { id } of due) {
      const row = await one(this.#statements.lease, { id, now, leaseUntil, node: this.#node() });
      // Another process was faster.
      if (!row) continue;
      const { key, data, attempts } = row;
      const body = data === null ? '{}' : this.#sealer.open(data);
      const { timestamp } = JSON.parse(body) as { timestamp?: string };
      taken.push({ jobId: id, id: key ?? '', body, at: Date.parse(timestamp ?? ''), attempts });
    }
    return taken;
  }

  async nextAt(): Promise<number | null> {
    return (await one(this.#statements.next, {}))?.at ?? null;
  }

  async settle({ jobId, settled, now }: { jobId: number; settled: EventSettled; now: number }): Promise<void> {
    const contactId = (await one(this.#statements.owner, { id: jobId }))?.contactId;
    if (contactId === undefined || contactId === null) return;
    await this.#lock(contactId);
    if (settled.as === 'later') {
      await this.#statements.retry.execute({ id: jobId, error: settled.reason });
      await this.#statements.putOff.execute({ contactId, dueAt: settled.dueAt });
      return;
    }
    if (settled.as === 'told') await this.#statements.drop.execute({ id: jobId });
    else await this.#statements.bury.execute({ id: jobId, now, error: settled.reason });
    await this.#statements.bringForward.execute({ contactId, now });
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
      .prepare('event_queue_contact'),
    conversation: db
      .select({ flow: conversations.flow })
      .from(conversations)
      .where(eq(conversations.id, value('conversationId')))
      .prepare('event_queue_conversation'),
    owner: db
      .select({ contactId: jobs.contactId })
      .from(jobs)
      .where(eq(jobs.id, value('id')))
      .prepare('event_queue_owner'),
    ...prepareQueue(db, isEvent),
    drop: db
      .delete(jobs)
      .where(eq(jobs.id, value('id')))
      .prepare('event_queue_drop'),
    retry: db
      .update(jobs)
      .set({ leased: false, node: null, error: sql`${value('error')}` })
      .where(eq(jobs.id, value('id')))
      .prepare('event_queue_retry'),
    bury: db
      .update(jobs)
      .set({ leased: false, node: null, deadAt: sql`${value('now')}`, error: sql`${value('error')}` })
      .where(eq(jobs.id, value('id')))
      .prepare('event_queue_bury'),
    putOff: db
      .update(jobs)
      .set({ dueAt: sql`${value('dueAt')}` })
      .where(ofContact)
      .prepare('event_queue_putOff'),
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
      .prepare('event_queue_bringForward'),
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
        dueAt: sql`coalesce((${lastOfContact}), ${value('now')}::bigint)`,
      })
      .prepare('event_queue_add'),
    due: db
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(isEvent, lte(jobs.dueAt, value('now')), notExists(hasEarlier)))
      .orderBy(asc(jobs.dueAt), asc(jobs.id))
      .limit(value('limit'))
      .prepare('event_queue_due'),
    next: db
      .select({ at: sql`min(${jobs.dueAt})`.mapWith(Number) })
      .from(jobs)
      .where(isEvent)
      .prepare('event_queue_next'),
    lease: db
      .update(jobs)
      .set({ leased: true, node: sql`${value('node')}`, dueAt: sql`${value('leaseUntil')}`, attempts: sql`attempts + 1` })
      .where(and(eq(jobs.id, value('id')), lte(jobs.dueAt, value('now')), isNull(jobs.deadAt)))
      .returning({ key: jobs.key, data: jobs.data, attempts: jobs.attempts })
      .prepare('event_queue_lease'),
  };
}
