import { blob, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

// Nothing here says who or what: phones, contacts, codes and keys are hashes under a key. Times are milliseconds.

/** One row a code that was sent; it also counts as the send, and its checks as checks of its phone and contact. */
export const otpChallenges = sqliteTable(
  'otp_challenges',
  {
    id: text('id').primaryKey(),
    phone: blob('phone', { mode: 'buffer' }).notNull(),
    contact: blob('contact', { mode: 'buffer' }).notNull(),
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
