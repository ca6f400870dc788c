import { bigint, index, pgTable, text } from 'drizzle-orm/pg-core';

/** Who changed what, and who looked at whose data. Rows are only ever added: triggers refuse everything else. */
export const audit = pgTable(
  'audit',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    at: bigint('at', { mode: 'number' }).notNull(),
    who: text('who').notNull(),
    /** Where the request came from. */
    address: text('address').notNull(),
    action: text('action').notNull(),
    target: text('target'),
  },
  (table) => [index('audit_by_action').on(table.action)],
);

/** Texts of flows that are worked on and are not published. */
export const drafts = pgTable('drafts', {
  flow: text('flow').primaryKey(),
  source: text('source').notNull(),
  /** The digest of the file that the work began with; null where there was none. */
  base: text('base'),
  by: text('by').notNull(),
  at: bigint('at', { mode: 'number' }).notNull(),
});

/** Every time that another version of a flow came to be live, with its file as it was. */
export const publications = pgTable(
  'publications',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    flow: text('flow').notNull(),
    version: text('version').notNull(),
    source: text('source').notNull(),
    how: text('how', { enum: ['published', 'rolled_back', 'file'] }).notNull(),
    /** Null where the file was changed outside the console. */
    by: text('by'),
    at: bigint('at', { mode: 'number' }).notNull(),
  },
  (table) => [index('publications_of_flow').on(table.flow, table.id)],
);
