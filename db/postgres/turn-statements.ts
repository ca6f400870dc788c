import { and, asc, eq, ne, sql } from 'drizzle-orm';
import { isOfOther } from './nodes.ts';
import type { OpenDatabase } from './open-database.ts';
import { contacts, conversations, jobs, messages, traces } from './schema.ts';

const value = sql.placeholder;

/** All statements of turns, prepared once. */
export function prepareTurns(db: OpenDatabase['db']) {
  const isOpen = and(eq(conversations.contactId, value('contactId')), ne(conversations.status, sql`'ended'`));
  return {
    openConversation: db.select().from(conversations).where(isOpen).prepare('turn_openConversation'),
    conversation: db
      .select({ status: conversations.status, contactId: conversations.contactId })
      .from(conversations)
      .where(eq(conversations.id, value('id')))
      .prepare('turn_conversation'),
    contactOf: db
      .select({ ours: contacts.ours, channel: contacts.channel, theirs: contacts.theirs })
      .from(conversations)
      .innerJoin(contacts, eq(contacts.id, conversations.contactId))
      .where(eq(conversations.id, value('id')))
      .prepare('turn_contactOf'),
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
      .returning({ id: conversations.id })
      .prepare('turn_addConversation'),
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
      .returning({ id: conversations.id })
      .prepare('turn_updateConversation'),
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
      .prepare('turn_endConversation'),
    unsaid: db
      .select()
      .from(messages)
      .where(and(eq(messages.status, sql`'sending'`), eq(messages.route, sql`'twiml'`), eq(messages.replyTo, value('replyTo'))))
      .orderBy(asc(messages.id))
      .prepare('turn_unsaid'),
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
        node: value('node'),
        at: value('at'),
      })
      .returning({ id: messages.id })
      .prepare('turn_addText'),
    addTrace: db
      .insert(traces)
      .values({ conversationId: value('conversationId'), turn: value('turn'), at: value('at'), data: value('data') })
      .prepare('turn_addTrace'),
    saveConversationJob: db
      .insert(jobs)
      .values({
        kind: value('kind'),
        conversationId: value('conversationId'),
        dueAt: value('dueAt'),
        revision: value('revision'),
        key: value('key'),
        leased: value('leased'),
        node: value('node'),
      })
      .onConflictDoUpdate({
        target: jobs.conversationId,
        set: {
          kind: sql`excluded.kind`,
          dueAt: sql`excluded.due_at`,
          revision: sql`excluded.revision`,
          key: sql`excluded.key`,
          leased: sql`excluded.leased`,
          node: sql`excluded.node`,
          attempts: 0,
          error: null,
          deadAt: null,
        },
      })
      .prepare('turn_saveConversationJob'),
    wait: db
      .select({ kind: jobs.kind, dueAt: jobs.dueAt, isOfOther: isOfOther(jobs.node) })
      .from(jobs)
      .where(eq(jobs.conversationId, value('conversationId')))
      .prepare('turn_wait'),
    dropConversationJob: db
      .delete(jobs)
      .where(eq(jobs.conversationId, value('conversationId')))
      .prepare('turn_dropConversationJob'),
    addSendJob: db
      .insert(jobs)
      .values({
        kind: 'send',
        messageId: value('messageId'),
        contactId: value('contactId'),
        dueAt: value('dueAt'),
        node: value('node'),
      })
      .prepare('turn_addSendJob'),
    /** Their jobs find nothing to send and go. */
    dropQueued: db
      .update(messages)
      .set({ status: 'failed', error: '21610 The contact has opted out.', text: sql`coalesce(shown, text)`, shown: null })
      .where(and(eq(messages.contactId, value('contactId')), eq(messages.status, sql`'queued'`)))
      .prepare('turn_dropQueued'),
  };
}
