import { and, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { OpenDatabase } from './open-database.ts';
import { isForsaken } from './nodes.ts';
import { contacts, conversations, jobs, messages } from './schema.ts';

const value = sql.placeholder;

const address = { ours: contacts.ours, channel: contacts.channel, theirs: contacts.theirs };

/** The rank of a status, as `RANK` in outbox.ts has it. */
const rank = sql`case status when 'queued' then 0 when 'sending' then 1 when 'unknown' then 2 when 'sent' then 3 when 'read' then 5 else 4 end`;

/** A text with a secret in it is replaced by what may be shown once it has left; `secret` stays to say so. */
const erased = {
  text: sql`coalesce(shown, text)`,
  secret: sql`coalesce(secret, case when shown is not null then true end)`,
  shown: null,
  extra: sql`case when shown is null then extra end`,
};

/** Claimed for TwiML, and not recorded as said. */
const isUnsaid = and(eq(messages.status, sql`'sending'`), eq(messages.route, sql`'twiml'`));

/** All statements of the outbox, prepared once. */
export function prepareOutbox(db: OpenDatabase['db']) {
  return { ...prepareSends(db), ...prepareOutcomes(db), ...prepareDoubts(db) };
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
      .returning({ id: messages.id })
      .prepare('outbox_add'),
    addJob: db
      .insert(jobs)
      .values({
        kind: value('kind'),
        messageId: value('messageId'),
        contactId: value('contactId'),
        priority: value('priority'),
        dueAt: value('dueAt'),
        node: value('node'),
        expiresAt: value('expiresAt'),
      })
      .prepare('outbox_addJob'),
    countUrgent: db
      .select({ count: sql`count(*)`.mapWith(Number) })
      .from(jobs)
      .where(and(sql`priority > 0`, eq(jobs.kind, sql`'send'`), isNull(jobs.deadAt)))
      .prepare('outbox_countUrgent'),
    owner: db
      .select({ contactId: messages.contactId })
      .from(messages)
      .where(eq(messages.id, value('messageId')))
      .prepare('outbox_owner'),
    holder: db
      .select({ node: jobs.node })
      .from(jobs)
      .where(eq(jobs.messageId, value('messageId')))
      .prepare('outbox_holder'),
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
      .prepare('outbox_queued'),
    isBeingSent: db
      .select({ id: messages.id })
      .from(messages)
      .where(and(eq(messages.id, value('messageId')), eq(messages.status, sql`'sending'`), eq(messages.route, sql`'rest'`)))
      .prepare('outbox_isBeingSent'),
    dropSendJob: db
      .delete(jobs)
      .where(and(eq(jobs.messageId, value('messageId')), eq(jobs.kind, 'send')))
      .prepare('outbox_dropSendJob'),
    buryOf: db
      .update(jobs)
      .set({ leased: false, node: null, deadAt: sql`${value('now')}`, error: sql`${value('error')}` })
      .where(eq(jobs.messageId, value('messageId')))
      .prepare('outbox_buryOf'),
    begin: db
      .update(messages)
      .set({ status: 'sending', triedAt: sql`${value('now')}` })
      .where(eq(messages.id, value('messageId')))
      .prepare('outbox_begin'),
    requeue: db
      .update(messages)
      .set({ status: 'queued' })
      .where(and(eq(messages.id, value('messageId')), eq(messages.status, sql`'sending'`)))
      .prepare('outbox_requeue'),
  };
}

function prepareOutcomes(db: OpenDatabase['db']) {
  const known = { id: messages.id, sid: messages.sid, status: messages.status, contactId: messages.contactId, ...address };
  return {
    leave: db
      .update(messages)
      .set({
        status: sql`${value('status')}`,
        sid: sql`coalesce(${value('sid')}::text, sid)`,
        error: sql`nullif(${value('error')}::text, '')`,
        ...erased,
      })
      .where(and(eq(messages.id, value('messageId')), eq(messages.direction, 'out'), sql`${rank} < ${value('rank')}::int`))
      .prepare('outbox_leave'),
    said: db
      .update(messages)
      .set({ status: 'sent', triedAt: sql`${value('now')}`, ...erased })
      .where(
        sql`${messages.id} in (
          select m.id from messages m where m.id = any(${value('ids')}::bigint[]) and m.status = 'sending' and m.route = 'twiml'
          order by m.id for update
        )`,
      )
      .prepare('outbox_said'),
    name: db
      .update(messages)
      .set({ sid: sql`${value('sid')}` })
      .where(and(eq(messages.id, value('messageId')), isNull(messages.sid)))
      .prepare('outbox_name'),
    byId: db
      .select(known)
      .from(messages)
      .innerJoin(contacts, eq(contacts.id, messages.contactId))
      .where(and(eq(messages.id, value('messageId')), eq(messages.direction, 'out')))
      .prepare('outbox_byId'),
    bySid: db
      .select(known)
      .from(messages)
      .innerJoin(contacts, eq(contacts.id, messages.contactId))
      .where(and(eq(messages.sid, value('sid')), eq(messages.direction, sql`'out'`)))
      .prepare('outbox_bySid'),
    dropSettleJob: db
      .delete(jobs)
      .where(and(eq(jobs.messageId, value('messageId')), eq(jobs.kind, 'settle')))
      .prepare('outbox_dropSettleJob'),
  };
}

function prepareDoubts(db: OpenDatabase['db']) {
  return {
    claimed: db
      .select({ contactId: messages.contactId, at: messages.at })
      .from(messages)
      .where(and(eq(messages.id, value('messageId')), isUnsaid))
      .prepare('outbox_claimed'),
    unclaim: db
      .update(messages)
      .set({ route: 'rest', replyTo: null, triedAt: sql`${value('triedAt')}` })
      .where(eq(messages.id, value('messageId')))
      .prepare('outbox_unclaim'),
    unsaid: db
      .select({ id: messages.id })
      .from(messages)
      .where(and(isUnsaid, isForsaken(messages.node)))
      .orderBy(messages.id)
      .prepare('outbox_unsaid'),
    beingSent: db
      .select({ id: messages.id })
      .from(messages)
      .innerJoin(jobs, eq(jobs.messageId, messages.id))
      .where(and(eq(messages.status, sql`'sending'`), eq(messages.route, sql`'rest'`), isForsaken(jobs.node)))
      .orderBy(messages.id)
      .prepare('outbox_beingSent'),
    /** Also where it was among the dead letters: what became of the text is still to be found out. */
    doubtJob: db
      .update(jobs)
      .set({ kind: 'settle', leased: false, node: null, dueAt: sql`${value('dueAt')}`, attempts: 0, error: null, deadAt: null })
      .where(eq(jobs.messageId, value('messageId')))
      .prepare('outbox_doubtJob'),
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
      .prepare('outbox_doubtful'),
    sidsOf: db
      .select({ sid: messages.sid })
      .from(messages)
      .where(and(eq(messages.contactId, value('contactId')), eq(messages.direction, sql`'out'`), isNotNull(messages.sid)))
      .orderBy(desc(messages.id))
      .limit(200)
      .prepare('outbox_sidsOf'),
    /** One that is being said now may be listed before it is recorded as said, and one in doubt may be. */
    unnamed: db
      .select({ text: messages.text, secret: messages.secret })
      .from(conversations)
      .innerJoin(messages, eq(messages.conversationId, conversations.id))
      .where(
        and(
          eq(conversations.contactId, value('contactId')),
          eq(messages.direction, sql`'out'`),
          sql`${messages.sid} is null and ${messages.id} <> ${value('messageId')}::bigint and ${messages.status} in ('sending', 'unknown', 'sent', 'delivered', 'undelivered', 'read')`,
          sql`coalesce(${messages.triedAt}, ${messages.at}) >= ${value('since')}::bigint`,
        ),
      )
      .orderBy(desc(messages.id))
      .limit(200)
      .prepare('outbox_unnamed'),
    again: db
      .update(messages)
      .set({ status: 'queued', repeated: true, error: null })
      .where(and(eq(messages.id, value('messageId')), eq(messages.status, sql`'unknown'`)))
      .prepare('outbox_again'),
  };
}
