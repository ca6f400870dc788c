import { and, eq, ne, sql } from 'drizzle-orm';
import type { OpenDatabase } from './open-database.ts';
import { contacts, conversations, jobs, messages } from './schema.ts';

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
