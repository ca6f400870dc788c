import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

// Nothing here says who or what: phones, prefixes, contacts, codes and keys are hashes under a key. Times are milliseconds.

/** One row a code that was sent; it also counts as the send, and its checks as checks of its phone and contact. */
export const otpChallenges = sqliteTable(
  'otp_challenges',
  {
    /** Without gaps, so that the send before which there were so many others is found by its number. */
    number: integer('number').primaryKey({ autoIncrement: true }),
    id: text('id').notNull(),
    phone: blob('phone', { mode: 'buffer' }).notNull(),
    contact: blob('contact', { mode: 'buffer' }).notNull(),
    /** Of the phone's number without its last digits. */
    prefix: blob('prefix', { mode: 'buffer' }).notNull(),
    country: text('country').notNull(),
    code: blob('code', { mode: 'buffer' }).notNull(),
    checks: integer('checks').notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    replacedAt: integer('replaced_at'),
    approvedAt: integer('approved_at'),
    /** Set when the last check is taken: no new code for this contact and phone before. */
    pausedUntil: integer('paused_until'),
    /** Until when the row counts towards the day's limits. */
    keptUntil: integer('kept_until').notNull(),
  },
  (row) => [
    uniqueIndex('otp_challenges_id').on(row.id),
    index('otp_challenges_sent').on(row.createdAt),
    index('otp_challenges_prefix').on(row.prefix, row.createdAt),
    index('otp_challenges_phone').on(row.phone, row.keptUntil),
    index('otp_challenges_contact').on(row.contact, row.keptUntil),
    index('otp_challenges_kept').on(row.keptUntil),
  ],
);

/** One row an `Idempotency-Key`: what was asked with it and, once known, what was answered. */
export const otpCalls = sqliteTable(
  'otp_calls',
  {
    key: blob('key', { mode: 'buffer' }).primaryKey(),
    request: blob('request', { mode: 'buffer' }).notNull(),
    /** JSON; null while the send is under way. */
    answer: text('answer'),
    startedAt: integer('started_at').notNull(),
    keptUntil: integer('kept_until').notNull(),
  },
  (row) => [index('otp_calls_kept').on(row.keptUntil)],
);

/** How many codes went to a country in a minute, and how many of those were verified since. */
export const otpTraffic = sqliteTable(
  'otp_traffic',
  {
    country: text('country').notNull(),
    minute: integer('minute').notNull(),
    sends: integer('sends').notNull(),
    approved: integer('approved').notNull(),
  },
  (row) => [primaryKey({ columns: [row.country, row.minute] }), index('otp_traffic_minute').on(row.minute)],
);

/** Countries that were closed, because hardly anybody typed the codes. */
export const otpCountries = sqliteTable('otp_countries', {
  country: text('country').primaryKey(),
  closedAt: integer('closed_at').notNull(),
  opensAt: integer('opens_at').notNull(),
  /** How often in a row. */
  closings: integer('closings').notNull(),
});
