import { and, asc, eq, ne, sql } from 'drizzle-orm';
import { directRead, directWrite } from './direct.ts';
import type { OpenDatabase } from './open-database.ts';
import { contacts, conversations, jobs, messages, traces } from './schema.ts';
import { isUnsettled } from './unsettled.ts';

const value = sql.placeholder;

/** All statements of turns, prepared once. */
export function prepareTurns(database: OpenDatabase) {
  return { ...prepareOpening(database), ...prepareCommit(database), ...prepareOthers(database) };
}

/** By the index `jobs_outbox`, so that a webhook reads one entry more and makes no statement more. */
const unsentSince = sql<number | null>`(
  select m.at from jobs j join messages m on m.id = j.message_id
  where j.contact_id = ${contacts.id} and j.dead_at is null and j.kind in ('send', 'settle')
  order by j.message_id limit 1
)`;
const delayedUntil = sql<number | null>`case ${conversations.status} when 'busy' then (
  select due_at from jobs where conversation_id = ${conversations.id} and kind = 'delay'
) end`;
/** Those of a busy conversation, or of none. */
const hasKept = sql<0 | 1>`coalesce(${conversations.status}, 'busy') = 'busy' and exists (
  select 1 from messages where contact_id = ${contacts.id} and status = 'kept'
)`;

function prepareOpening({ raw, db }: OpenDatabase) {
  const isOpen = ne(conversations.status, sql`'ended'`);
  const ofContactRow = {
    contactId: contacts.id,
    name: contacts.name,
    language: contacts.language,
    lastInboundAt: contacts.lastInboundAt,
    optedOutAt: contacts.optedOutAt,
    attributes: contacts.attributes,
    verifiedPhone: contacts.verifiedPhone,
    verifiedAt: contacts.verifiedAt,
    verifiedUntil: contacts.verifiedUntil,
    verifiedBy: contacts.verifiedBy,
  };
  const { id, flow, version, revision, outcome, data, secrets } = conversations;
  const ofConversation = { id, flow, version, revision, outcome, data, secrets };
  const ofContact = and(
    eq(contacts.theirs, value('theirs')),
    eq(contacts.ours, value('ours')),
    eq(contacts.channel, value('channel')),
  );
  return {
    /** All that a turn needs of a contact, in one statement. */
    open: directRead(
      raw,
      db
        .select({ ...ofContactRow, ...ofConversation, unsentSince, delayedUntil, hasKept })
        .from(contacts)
        .leftJoin(conversations, and(eq(conversations.contactId, contacts.id), isOpen))
        .where(ofContact),
    ),
    openConversation: directRead(
      raw,
      db
        .select({ id, revision })
        .from(conversations)
        .where(and(eq(conversations.contactId, value('contactId')), isOpen)),
    ),
    unsaid: db
      .select()
      .from(messages)
      .where(
        and(
          isUnsettled,
          eq(messages.status, sql`'sending'`),
          eq(messages.route, sql`'twiml'`),
          eq(messages.replyTo, value('replyTo')),
        ),
      )
      .orderBy(asc(messages.id))
      .prepare(),
  };
}

function prepareCommit({ raw, db }: OpenDatabase) {
  const job = {
    kind: value('kind'),
    dueAt: value('dueAt'),
    revision: value('revision'),
    key: value('key'),
    leased: value('leased'),
  };
  const replaced = {
    kind: sql`${job.kind}`,
    dueAt: sql`${job.dueAt}`,
    revision: sql`${job.revision}`,
    key: sql`${job.key}`,
    leased: sql`${job.leased}`,
  };
  return {
    addConversation: directWrite(
      raw,
      db.insert(conversations).values({
        contactId: value('contactId'),
        flow: value('flow'),
        version: value('version'),
        revision: value('revision'),
        status: value('status'),
        outcome: value('outcome'),
        data: value('data'),
        secrets: value('secrets'),
        startedAt: value('now'),
        updatedAt: value('now'),
      }),
    ),
    updateConversation: directWrite(
      raw,
      db
        .update(conversations)
        .set({
          revision: sql`revision + 1`,
          status: sql`${value('status')}`,
          outcome: sql`${value('outcome')}`,
          data: sql`${value('data')}`,
          secrets: sql`${value('secrets')}`,
          updatedAt: sql`${value('now')}`,
        })
        .where(and(eq(conversations.id, value('id')), eq(conversations.revision, value('revision')))),
    ),
    addText: directWrite(
      raw,
      db.insert(messages).values({
        contactId: value('contactId'),
        conversationId: value('conversationId'),
        direction: 'out',
        status: value('status'),
        route: value('route'),
        replyTo: value('replyTo'),
        text: value('text'),
        shown: value('shown'),
        media: value('media'),
        extra: value('extra'),
        author: value('author'),
        segments: value('segments'),
        at: value('at'),
      }),
    ),
    addTrace: directWrite(
      raw,
      db
        .insert(traces)
        .values({ conversationId: value('conversationId'), turn: value('turn'), at: value('at'), data: value('data') }),
    ),
    addConversationJob: directWrite(raw, db.insert(jobs).values({ conversationId: value('conversationId'), ...job })),
    /** Less work than an insert that turns out to be an update. */
    replaceConversationJob: directWrite(
      raw,
      db
        .update(jobs)
        .set({ ...replaced, attempts: 0, error: null, deadAt: null })
        .where(eq(jobs.conversationId, value('conversationId'))),
    ),
    dropConversationJob: directWrite(raw, db.delete(jobs).where(eq(jobs.conversationId, value('conversationId')))),
  };
}

function prepareOthers({ db }: OpenDatabase) {
  return {
    conversation: db
      .select({ status: conversations.status, contactId: conversations.contactId })
      .from(conversations)
      .where(eq(conversations.id, value('id')))
      .prepare(),
    contactOf: db
      .select({ ours: contacts.ours, channel: contacts.channel, theirs: contacts.theirs })
      .from(conversations)
      .innerJoin(contacts, eq(contacts.id, conversations.contactId))
      .where(eq(conversations.id, value('id')))
      .prepare(),
    endConversation: db
      .update(conversations)
      .set({
        status: 'ended',
        revision: sql`revision + 1`,
        outcome: sql`${value('outcome')}`,
        secrets: null,
        updatedAt: sql`${value('now')}`,
      })
      .where(and(eq(conversations.id, value('id')), eq(conversations.revision, value('revision'))))
      .returning({ contactId: conversations.contactId })
      .prepare(),
    addSendJob: db
      .insert(jobs)
      .values({ kind: 'send', messageId: value('messageId'), contactId: value('contactId'), dueAt: value('dueAt') })
      .prepare(),
    /** Their jobs find nothing to send and go. */
    dropQueued: db
      .update(messages)
      .set({ status: 'failed', error: '21610 The contact has opted out.', text: sql`coalesce(shown, text)`, shown: null })
      .where(and(isUnsettled, eq(messages.contactId, value('contactId')), eq(messages.status, sql`'queued'`)))
      .prepare(),
  };
}
