import { and, desc, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import { directWrite } from './direct.ts';
import type { OpenDatabase } from './open-database.ts';
import { contacts, conversations, jobs, messages } from './schema.ts';
import { isUnsettled } from './unsettled.ts';

const value = sql.placeholder;

const address = { ours: contacts.ours, channel: contacts.channel, theirs: contacts.theirs };

/** The rank of a status, as `RANK` in outbox.ts has it. */
const rank = sql<number>`case status when 'queued' then 0 when 'sending' then 1 when 'unknown' then 2 when 'sent' then 3 when 'read' then 5 else 4 end`;

/** A text with a secret in it is replaced by what may be shown once it has left; `secret` stays to say so. */
const erased = {
  text: sql`coalesce(shown, text)`,
  secret: sql`coalesce(secret, case when shown is null then null else 1 end)`,
  shown: null,
  extra: sql`case when shown is null then extra end`,
};

/** Claimed for TwiML, and not recorded as said. */
const isUnsaid = and(eq(messages.status, sql`'sending'`), eq(messages.route, sql`'twiml'`));

/** All statements of the outbox, prepared once. */
export function prepareOutbox(database: OpenDatabase) {
  const { db } = database;
  return { ...prepareSends(db), ...prepareOutcomes(database), ...prepareDoubts(db) };
}

function prepareSends(db: OpenDatabase['db']) {
  return {
    add: db
      .insert(messages)
      .values({
        contactId: value('contactId'),
        direction: 'out',
        status: 'queued',
        route: 'rest',
        text: value('text'),
        shown: value('shown'),
        segments: value('segments'),
        at: value('now'),
      })
      .prepare(),
    addJob: db
      .insert(jobs)
      .values({
        kind: value('kind'),
        messageId: value('messageId'),
        contactId: value('contactId'),
        priority: value('priority'),
        dueAt: value('dueAt'),
        expiresAt: value('expiresAt'),
      })
      .prepare(),
    countUrgent: db
      .select({ count: sql<number>`count(*)` })
      .from(jobs)
      .where(and(sql`priority > 0`, eq(jobs.kind, sql`'send'`), isNull(jobs.deadAt)))
      .prepare(),
    queued: db
      .select({
        text: messages.text,
        media: messages.media,
        extra: messages.extra,
        lastInboundAt: contacts.lastInboundAt,
        optedOutAt: contacts.optedOutAt,
        expiresAt: jobs.expiresAt,
        ...address,
      })
      .from(messages)
      .innerJoin(contacts, eq(contacts.id, messages.contactId))
      .leftJoin(jobs, eq(jobs.messageId, messages.id))
      .where(and(eq(messages.id, value('messageId')), eq(messages.status, sql`'queued'`)))
      .prepare(),
    isBeingSent: db
      .select({ id: messages.id })
      .from(messages)
      .where(and(eq(messages.id, value('messageId')), eq(messages.status, sql`'sending'`), eq(messages.route, sql`'rest'`)))
      .prepare(),
    dropSendJob: db
      .delete(jobs)
      .where(and(eq(jobs.messageId, value('messageId')), eq(jobs.kind, 'send')))
      .prepare(),
    buryOf: db
      .update(jobs)
      .set({ leased: false, deadAt: sql`${value('now')}`, error: sql`${value('error')}` })
      .where(eq(jobs.messageId, value('messageId')))
      .prepare(),
    begin: db
      .update(messages)
      .set({ status: 'sending', triedAt: sql`${value('now')}` })
      .where(eq(messages.id, value('messageId')))
      .prepare(),
    requeue: db
      .update(messages)
      .set({ status: 'queued' })
      .where(and(eq(messages.id, value('messageId')), eq(messages.status, sql`'sending'`)))
      .prepare(),
  };
}

function prepareOutcomes({ raw, db }: OpenDatabase) {
  const known = { id: messages.id, sid: messages.sid, status: messages.status, contactId: messages.contactId, ...address };
  return {
    leave: db
      .update(messages)
      .set({
        status: sql`${value('status')}`,
        sid: sql`coalesce(${value('sid')}, sid)`,
        error: sql`nullif(${value('error')}, '')`,
        ...erased,
      })
      .where(and(eq(messages.id, value('messageId')), eq(messages.direction, 'out'), lt(rank, value('rank'))))
      .prepare(),
    said: directWrite(
      raw,
      db
        .update(messages)
        .set({ status: 'sent', triedAt: sql`${value('now')}`, ...erased })
        .where(and(eq(messages.id, value('messageId')), isUnsaid)),
    ),
    name: db
      .update(messages)
      .set({ sid: sql`${value('sid')}` })
      .where(and(eq(messages.id, value('messageId')), isNull(messages.sid)))
      .prepare(),
    byId: db
      .select(known)
      .from(messages)
      .innerJoin(contacts, eq(contacts.id, messages.contactId))
      .where(and(eq(messages.id, value('messageId')), eq(messages.direction, 'out')))
      .prepare(),
    bySid: db
      .select(known)
      .from(messages)
      .innerJoin(contacts, eq(contacts.id, messages.contactId))
      .where(and(eq(messages.sid, value('sid')), eq(messages.direction, sql`'out'`)))
      .prepare(),
    dropSettleJob: db
      .delete(jobs)
      .where(and(eq(jobs.messageId, value('messageId')), eq(jobs.kind, 'settle')))
      .prepare(),
  };
}

function prepareDoubts(db: OpenDatabase['db']) {
  return {
    claimed: db
      .select({ contactId: messages.contactId, at: messages.at })
      .from(messages)
      .where(and(eq(messages.id, value('messageId')), isUnsaid))
      .prepare(),
    unclaim: db
      .update(messages)
      .set({ route: 'rest', replyTo: null, triedAt: sql`${value('triedAt')}` })
      .where(eq(messages.id, value('messageId')))
      .prepare(),
    unsaid: db.select({ id: messages.id }).from(messages).where(and(isUnsettled, isUnsaid)).orderBy(messages.id).prepare(),
    beingSent: db
      .select({ id: messages.id })
      .from(messages)
      .where(and(isUnsettled, eq(messages.status, sql`'sending'`), eq(messages.route, sql`'rest'`)))
      .orderBy(messages.id)
      .prepare(),
    /** Also where it was among the dead letters: what became of the text is still to be found out. */
    doubtJob: db
      .update(jobs)
      .set({ kind: 'settle', leased: false, dueAt: sql`${value('dueAt')}`, attempts: 0, error: null, deadAt: null })
      .where(eq(jobs.messageId, value('messageId')))
      .prepare(),
    doubtful: db
      .select({
        text: messages.text,
        secret: messages.secret,
        extra: messages.extra,
        triedAt: messages.triedAt,
        at: messages.at,
        contactId: messages.contactId,
        ...address,
      })
      .from(messages)
      .innerJoin(contacts, eq(contacts.id, messages.contactId))
      .where(and(eq(messages.id, value('messageId')), eq(messages.status, sql`'unknown'`)))
      .prepare(),
    sidsOf: db
      .select({ sid: messages.sid })
      .from(messages)
      .where(and(eq(messages.contactId, value('contactId')), eq(messages.direction, sql`'out'`), isNotNull(messages.sid)))
      .orderBy(desc(messages.id))
      .limit(200)
      .prepare(),
    /** One that is being said now may be listed before it is recorded as said, and one in doubt may be. */
    unnamed: db
      .select({ text: messages.text, secret: messages.secret })
      .from(conversations)
      .innerJoin(messages, eq(messages.conversationId, conversations.id))
      .where(
        and(
          eq(conversations.contactId, value('contactId')),
          eq(messages.direction, sql`'out'`),
          sql`${messages.sid} is null and ${messages.id} <> ${value('messageId')} and ${messages.status} in ('sending', 'unknown', 'sent', 'delivered', 'undelivered', 'read')`,
          sql`coalesce(${messages.triedAt}, ${messages.at}) >= ${value('since')}`,
        ),
      )
      .orderBy(desc(messages.id))
      .limit(200)
      .prepare(),
    again: db
      .update(messages)
      .set({ status: 'queued', repeated: true, error: null })
      .where(and(eq(messages.id, value('messageId')), eq(messages.status, sql`'unknown'`)))
      .prepare(),
  };
}
