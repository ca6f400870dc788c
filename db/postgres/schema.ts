import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';

export * from './schema-console.ts';
export * from './schema-nodes.ts';
export * from './schema-otp.ts';

// Times are milliseconds since 1970. Columns of type bytea hold text that is encrypted, if not said otherwise.

/** One person on one channel towards one of our numbers. */
export const contacts = pgTable(
  'contacts',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    ours: text('ours').notNull(),
    channel: text('channel', { enum: ['sms', 'whatsapp'] }).notNull(),
    theirs: text('theirs').notNull(),
    name: text('name'),
    language: text('language'),
    attributes: bytea('attributes'),
    optedOutAt: bigint('opted_out_at', { mode: 'number' }),
    /** When they last wrote, on WhatsApp: ordinary texts reach them for a day. */
    lastInboundAt: bigint('last_inbound_at', { mode: 'number' }),
    /** The number that was verified to be theirs, and a keyed hash to find it by. */
    verifiedPhone: bytea('verified_phone'),
    verifiedPhoneHash: bytea('verified_phone_hash'),
    verifiedAt: bigint('verified_at', { mode: 'number' }),
    verifiedUntil: bigint('verified_until', { mode: 'number' }),
    verifiedBy: text('verified_by'),
    createdAt: bigint('created_at', { mode: 'number' }).notNull(),
  },
  (table) => [
    uniqueIndex('contacts_key').on(table.theirs, table.ours, table.channel),
    index('contacts_by_verified_phone').on(table.verifiedPhoneHash).where(sql`verified_phone_hash is not null`),
  ],
);

/** One contact in one flow. `data` is the state as JSON without the secret attributes, which are in `secrets`. */
export const conversations = pgTable(
  'conversations',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    contactId: bigint('contact_id', { mode: 'number' })
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    flow: text('flow').notNull(),
    version: text('version').notNull(),
    revision: integer('revision').notNull(),
    status: text('status', { enum: ['waiting', 'busy', 'handed_off', 'ended'] }).notNull(),
    outcome: text('outcome'),
    data: text('data').notNull(),
    secrets: bytea('secrets'),
    startedAt: bigint('started_at', { mode: 'number' }).notNull(),
    updatedAt: bigint('updated_at', { mode: 'number' }).notNull(),
  },
  (table) => [
    uniqueIndex('conversations_open').on(table.contactId).where(sql`status <> 'ended'`),
    index('conversations_of_contact').on(table.contactId),
    index('conversations_by_status').on(table.status),
    index('conversations_started').on(table.startedAt),
  ],
);

/** Every text in and out. An id is never used again, for a late report may name it. A code's text is erased once it has left `sending`; `shown` is what stays. */
export const messages = pgTable(
  'messages',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    /** Not a foreign key: to erase a contact would then read every text there is. Those of no conversation are erased by `messages_apart`. */
    contactId: bigint('contact_id', { mode: 'number' }).notNull(),
    conversationId: bigint('conversation_id', { mode: 'number' }).references(() => conversations.id, { onDelete: 'cascade' }),
    direction: text('direction', { enum: ['in', 'out'] }).notNull(),
    status: text('status').notNull(),
    route: text('route', { enum: ['twiml', 'rest'] }),
    replyTo: bigint('reply_to', { mode: 'number' }),
    sid: text('sid'),
    text: bytea('text'),
    shown: bytea('shown'),
    media: text('media'),
    /** What it carries besides: the place that a person shared, or the content template and the buttons of ours. */
    extra: bytea('extra'),
    button: text('button'),
    /** Who of ours said it; null: the flow. */
    author: text('author', { enum: ['person'] }),
    error: text('error'),
    /** How many segments it is as SMS, for a text of ours. */
    segments: integer('segments'),
    /** When its last send began, or its webhook's answer was handed over. */
    triedAt: bigint('tried_at', { mode: 'number' }),
    /** The process that answers its webhook. */
    node: bigint('node', { mode: 'number' }),
    /** Set when its text had a secret in it that is erased by now. */
    secret: boolean('secret'),
    /** Set when it may have reached the phone twice. */
    repeated: boolean('repeated'),
    at: bigint('at', { mode: 'number' }).notNull(),
  },
  (table) => [
    index('messages_of_conversation').on(table.conversationId),
    index('messages_apart').on(table.contactId).where(sql`conversation_id is null`),
    index('messages_sent_by_contact').on(table.contactId).where(sql`direction = 'out' and sid is not null`),
    index('messages_by_sid').on(table.sid).where(sql`direction = 'out' and sid is not null`),
    index('messages_kept').on(table.contactId).where(sql`status = 'kept'`),
    index('messages_unsettled').on(table.status).where(sql`status in ('queued', 'sending', 'unknown')`),
  ],
);

/** Numbers of ours that people have texted, or that have texted people; until when each was looked through for what we missed. */
export const ownNumbers = pgTable(
  'own_numbers',
  {
    ours: text('ours').notNull(),
    channel: text('channel', { enum: ['sms', 'whatsapp'] }).notNull(),
    sweptUntil: bigint('swept_until', { mode: 'number' }),
  },
  (table) => [primaryKey({ columns: [table.ours, table.channel] })],
);

/** Addresses that opted out, as keyed hashes: they outlive the contacts. */
export const optOuts = pgTable('opt_outs', {
  key: bytea('key').primaryKey(),
  at: bigint('at', { mode: 'number' }).notNull(),
});

/** Keys of the hashes that outlive a change of SECRET_KEY, each encrypted under it. */
export const dataKeys = pgTable('data_keys', {
  name: text('name').primaryKey(),
  sealed: bytea('sealed').notNull(),
});

/** Facts about the installation, such as when it first started. */
export const meta = pgTable('meta', {
  key: text('key').primaryKey(),
  value: bigint('value', { mode: 'number' }).notNull(),
});

/** Message ids that were taken, as keyed hashes: they outlive the messages. */
export const dedupe = pgTable('dedupe', {
  key: bytea('key').primaryKey(),
  messageId: bigint('message_id', { mode: 'number' }).notNull(),
  at: bigint('at', { mode: 'number' }).notNull(),
});

/** One row a turn: what it did and why, as JSON, secrets hidden. */
export const traces = pgTable(
  'traces',
  {
    conversationId: bigint('conversation_id', { mode: 'number' })
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    turn: integer('turn').notNull(),
    at: bigint('at', { mode: 'number' }).notNull(),
    data: text('data').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.conversationId, table.turn] }),
    index('traces_calls').on(table.at).where(sql`strpos(data, '"call":{') > 0`),
    index('traces_failed').on(table.conversationId).where(sql`strpos(data, '"call":{"ok":false') > 0`),
  ],
);

/** Effects with a due time. An id is never used again, for a claim may outlive its job. A conversation has at most one. While one is leased, `due_at` is the end of the lease. */
export const jobs = pgTable(
  'jobs',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    kind: text('kind', { enum: ['delay', 'no_reply', 'call', 'send', 'settle', 'message', 'event'] }).notNull(),
    conversationId: bigint('conversation_id', { mode: 'number' })
      .unique()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    messageId: bigint('message_id', { mode: 'number' }).references(() => messages.id, { onDelete: 'cascade' }),
    /** Whose text it is, for jobs about messages: those of one contact leave in order. Not a foreign key, as for messages. */
    contactId: bigint('contact_id', { mode: 'number' }),
    /** Higher goes first. */
    priority: integer('priority').notNull().default(0),
    dueAt: bigint('due_at', { mode: 'number' }).notNull(),
    leased: boolean('leased').notNull().default(false),
    /** The process that has leased it, or that has the first right to it. */
    node: bigint('node', { mode: 'number' }),
    attempts: integer('attempts').notNull().default(0),
    revision: integer('revision').notNull().default(0),
    key: text('key'),
    /** What an event tells, as JSON; its `key` is its id. */
    data: bytea('data'),
    /** When it is too late to send its text. */
    expiresAt: bigint('expires_at', { mode: 'number' }),
    error: text('error'),
    deadAt: bigint('dead_at', { mode: 'number' }),
  },
  (table) => [
    index('jobs_due').on(table.dueAt).where(sql`dead_at is null and kind not in ('send', 'event')`),
    index('jobs_events').on(table.contactId, table.id).where(sql`dead_at is null and kind = 'event'`),
    index('jobs_outbox').on(table.contactId, table.messageId).where(sql`dead_at is null and kind in ('send', 'settle')`),
    index('jobs_stored').on(table.contactId, table.id).where(sql`dead_at is null and kind = 'message'`),
    index('jobs_of_node').on(table.node).where(sql`node is not null`),
    index('jobs_dead').on(table.id).where(sql`dead_at is not null`),
    index('jobs_urgent').on(table.priority).where(sql`priority > 0`),
    index('jobs_of_message').on(table.messageId).where(sql`message_id is not null`),
  ],
);

/** The content of flow versions that conversations were begun with. */
export const flowVersions = pgTable(
  'flow_versions',
  {
    flow: text('flow').notNull(),
    version: text('version').notNull(),
    content: text('content').notNull(),
    at: bigint('at', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.flow, table.version] })],
);
