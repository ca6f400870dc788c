import { sql } from 'drizzle-orm';
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

export * from './schema-console.ts';
export * from './schema-otp.ts';

// Times are milliseconds since 1970. Columns of type blob hold text that is encrypted, if not said otherwise.

/** One person on one channel towards one of our numbers. */
export const contacts = sqliteTable(
  'contacts',
  {
    id: integer('id').primaryKey(),
    ours: text('ours').notNull(),
    channel: text('channel', { enum: ['sms', 'whatsapp'] }).notNull(),
    theirs: text('theirs').notNull(),
    name: text('name'),
    language: text('language'),
    attributes: blob('attributes', { mode: 'buffer' }),
    optedOutAt: integer('opted_out_at'),
    /** When they last wrote, on WhatsApp: ordinary texts reach them for a day. */
    lastInboundAt: integer('last_inbound_at'),
    /** The number that was verified to be theirs, and a keyed hash to find it by. */
    verifiedPhone: blob('verified_phone', { mode: 'buffer' }),
    verifiedPhoneHash: blob('verified_phone_hash', { mode: 'buffer' }),
    verifiedAt: integer('verified_at'),
    verifiedUntil: integer('verified_until'),
    verifiedBy: text('verified_by'),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('contacts_key').on(table.theirs, table.ours, table.channel),
    index('contacts_by_verified_phone').on(table.verifiedPhoneHash).where(sql`verified_phone_hash is not null`),
  ],
);

/** One contact in one flow. `data` is the state as JSON without the secret attributes, which are in `secrets`. */
export const conversations = sqliteTable(
  'conversations',
  {
    id: integer('id').primaryKey(),
    contactId: integer('contact_id')
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    flow: text('flow').notNull(),
    version: text('version').notNull(),
    revision: integer('revision').notNull(),
    status: text('status', { enum: ['waiting', 'busy', 'handed_off', 'ended'] }).notNull(),
    outcome: text('outcome'),
    data: text('data').notNull(),
    secrets: blob('secrets', { mode: 'buffer' }),
    startedAt: integer('started_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('conversations_open').on(table.contactId).where(sql`status <> 'ended'`),
    index('conversations_of_contact').on(table.contactId),
    index('conversations_by_status').on(table.status),
    index('conversations_started').on(table.startedAt),
  ],
);

/** Every text in and out. An id is never used again, for a late report may name it. A code's text is erased once it has left `sending`; `shown` is what stays. */
export const messages = sqliteTable(
  'messages',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    /** Not a foreign key: to erase a contact would then read every text there is. Those of no conversation are erased by `messages_apart`. */
    contactId: integer('contact_id').notNull(),
    conversationId: integer('conversation_id').references(() => conversations.id, { onDelete: 'cascade' }),
    direction: text('direction', { enum: ['in', 'out'] }).notNull(),
    status: text('status').notNull(),
    route: text('route', { enum: ['twiml', 'rest'] }),
    replyTo: integer('reply_to'),
    sid: text('sid'),
    text: blob('text', { mode: 'buffer' }),
    shown: blob('shown', { mode: 'buffer' }),
    media: text('media'),
    /** What it carries besides: the place that a person shared, or the content template and the buttons of ours. */
    extra: blob('extra', { mode: 'buffer' }),
    button: text('button'),
    /** Who of ours said it; null: the flow. */
    author: text('author', { enum: ['person'] }),
    error: text('error'),
    /** How many segments it is as SMS, for a text of ours. */
    segments: integer('segments'),
    /** When its last send began, or its webhook's answer was handed over. */
    triedAt: integer('tried_at'),
    /** Set when its text had a secret in it that is erased by now. */
    secret: integer('secret', { mode: 'boolean' }),
    /** Set when it may have reached the phone twice. */
    repeated: integer('repeated', { mode: 'boolean' }),
    at: integer('at').notNull(),
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
export const ownNumbers = sqliteTable(
  'own_numbers',
  {
    ours: text('ours').notNull(),
    channel: text('channel', { enum: ['sms', 'whatsapp'] }).notNull(),
    sweptUntil: integer('swept_until'),
  },
  (table) => [primaryKey({ columns: [table.ours, table.channel] })],
);

/** Addresses that opted out, as keyed hashes: they outlive the contacts. */
export const optOuts = sqliteTable('opt_outs', {
  key: blob('key', { mode: 'buffer' }).primaryKey(),
  at: integer('at').notNull(),
});

/** Keys of the hashes that outlive a change of SECRET_KEY, each encrypted under it. */
export const dataKeys = sqliteTable('data_keys', {
  name: text('name').primaryKey(),
  sealed: blob('sealed', { mode: 'buffer' }).notNull(),
});

/** Facts about the installation, such as when it first started. */
export const meta = sqliteTable('meta', {
  key: text('key').primaryKey(),
  value: integer('value').notNull(),
});

/** Message ids that were taken, as keyed hashes: they outlive the messages. */
export const dedupe = sqliteTable('dedupe', {
  key: blob('key', { mode: 'buffer' }).primaryKey(),
  messageId: integer('message_id').notNull(),
  at: integer('at').notNull(),
});

/** One row a turn: what it did and why, as JSON, secrets hidden. */
export const traces = sqliteTable(
  'traces',
  {
    conversationId: integer('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    turn: integer('turn').notNull(),
    at: integer('at').notNull(),
    data: text('data').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.conversationId, table.turn] }),
    index('traces_calls').on(table.at).where(sql`instr(data, '"call":{') > 0`),
    index('traces_failed').on(table.conversationId).where(sql`instr(data, '"call":{"ok":false') > 0`),
  ],
);

/** Effects with a due time. An id is never used again, for a claim may outlive its job. A conversation has at most one. While one is leased, `due_at` is the end of the lease. */
export const jobs = sqliteTable(
  'jobs',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    kind: text('kind', { enum: ['delay', 'no_reply', 'call', 'send', 'settle', 'message', 'event'] }).notNull(),
    conversationId: integer('conversation_id')
      .unique()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    messageId: integer('message_id').references(() => messages.id, { onDelete: 'cascade' }),
    /** Whose text it is, for jobs about messages: those of one contact leave in order. Not a foreign key, as for messages. */
    contactId: integer('contact_id'),
    /** Higher goes first. */
    priority: integer('priority').notNull().default(0),
    dueAt: integer('due_at').notNull(),
    leased: integer('leased', { mode: 'boolean' }).notNull().default(false),
    attempts: integer('attempts').notNull().default(0),
    revision: integer('revision').notNull().default(0),
    key: text('key'),
    /** What an event tells, as JSON; its `key` is its id. */
    data: blob('data', { mode: 'buffer' }),
    /** When it is too late to send its text. */
    expiresAt: integer('expires_at'),
    error: text('error'),
    deadAt: integer('dead_at'),
  },
  (table) => [
    index('jobs_due').on(table.dueAt).where(sql`dead_at is null and kind not in ('send', 'event')`),
    index('jobs_events').on(table.contactId, table.id).where(sql`dead_at is null and kind = 'event'`),
    index('jobs_outbox').on(table.contactId, table.messageId).where(sql`dead_at is null and kind in ('send', 'settle')`),
    index('jobs_dead').on(table.id).where(sql`dead_at is not null`),
    index('jobs_urgent').on(table.priority).where(sql`priority > 0`),
    index('jobs_of_message').on(table.messageId).where(sql`message_id is not null`),
  ],
);

/** The content of flow versions that conversations were begun with. */
export const flowVersions = sqliteTable(
  'flow_versions',
  {
    flow: text('flow').notNull(),
    version: text('version').notNull(),
    content: text('content').notNull(),
    at: integer('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.flow, table.version] })],
);
