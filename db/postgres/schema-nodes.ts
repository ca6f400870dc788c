import { bigint, index, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

// What processes that share the database have to know of each other. None of this is in a database of one process.

/** A process at work. `seen_at` is by the clock of the database, so that clocks of machines need not agree. */
export const nodes = pgTable('nodes', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
  seenAt: timestamp('seen_at', { withTimezone: true }).notNull().defaultNow(),
  /** Its name in the library of jobs, by which its locks there are let go when it dies. */
  worker: text('worker'),
});

/** When the next text of a number of ours may leave, by the clock of the database. */
export const senderSlots = pgTable(
  'sender_slots',
  {
    ours: text('ours').notNull(),
    channel: text('channel').notNull(),
    nextAt: timestamp('next_at', { withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.ours, table.channel] })],
);

/** Flows and APIs that were published together: the last row is what is live. */
export const releases = pgTable(
  'releases',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    /** The files as JSON. */
    sources: text('sources').notNull(),
    /** What tells it apart from others; the same files have the same. */
    digest: text('digest').notNull(),
    /** The release that it brings back. */
    restores: bigint('restores', { mode: 'number' }),
    by: text('by').notNull(),
    at: bigint('at', { mode: 'number' }).notNull(),
  },
  (table) => [index('releases_by_digest').on(table.digest)],
);
