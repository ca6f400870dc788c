import { and, asc, eq, ne, sql } from 'drizzle-orm';
import type { OpenDatabase } from './open-database.ts';
import { contacts, conversations, jobs, messages, traces } from './schema.ts';

const value = sql.placeholder;

/** All statements of turns, prepared once. */
export function prepareTurns(db: OpenDatabase['db']) {
  const isOpen = and(eq(conversations.contactId, value('contactId')), ne(conversations.status, sql`'ended'`));
  return {
    openConversation: db.select().from(conversations).where(isOpen).prepare(),
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
    addConversation: db
      .insert(conversations)
      .values({
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
      })
      .prepare(),
    updateConversation: db
      .update(conversations)
      .set({
        revision: sql`revision + 1`,
        status: sql`${value('status')}`,
        outcome: sql`${value('outcome')}`,
        data: sql`${value('data')}`,
        secrets: sql`${value('secrets')}`,
        updatedAt: sql`${value('now')}`,
      })
      .where(and(eq(conversations.id, value('id')), eq(conversations.revision, value('revision'))))
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
    unsaid: db
      .select()
      .from(messages)
      .where(and(eq(messages.status, sql`'sending'`), eq(messages.route, sql`'twiml'`), eq(messages.replyTo, value('replyTo'))))
      .orderBy(asc(messages.id))
      .prepare(),
    addText: db
      .insert(messages)
      .values({
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
      })
      .prepare(),
    addTrace: db
      .insert(traces)
      .values({ conversationId: value('conversationId'), turn: value('turn'), at: value('at'), data: value('data') })
      .prepare(),
    saveConversationJob: db
      .insert(jobs)
      .values({
        kind: value('kind'),
        conversationId: value('conversationId'),
        dueAt: value('dueAt'),
        revision: value('revision'),
        key: value('key'),
        leased: value('leased'),
      })
      .onConflictDoUpdate({
        target: jobs.conversationId,
        set: {
          kind: sql`excluded.kind`,
          dueAt: sql`excluded.due_at`,
          revision: sql`excluded.revision`,
          key: sql`excluded.key`,
          leased: sql`excluded.leased`,
          attempts: 0,
          error: null,
          deadAt: null,
        },
      })
      .prepare(),
    delay: db
      .select({ dueAt: jobs.dueAt })
      .from(jobs)
      .where(and(eq(jobs.conversationId, value('conversationId')), eq(jobs.kind, sql`'delay'`)))
      .prepare(),
    dropConversationJob: db
      .delete(jobs)
      .where(eq(jobs.conversationId, value('conversationId')))
      .prepare(),
    addSendJob: db
      .insert(jobs)
      .values({ kind: 'send', messageId: value('messageId'), contactId: value('contactId'), dueAt: value('dueAt') })
      .prepare(),
    /** Their jobs find nothing to send and go. */
    dropQueued: db
      .update(messages)
      .set({ status: 'failed', error: '21610 The contact has opted out.', text: sql`coalesce(shown, text)`, shown: null })
      .where(and(eq(messages.contactId, value('contactId')), eq(messages.status, sql`'queued'`)))
      .prepare(),
  };
}
