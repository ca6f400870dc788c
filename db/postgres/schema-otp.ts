import { bigint, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';

// Nothing here says who or what: phones, prefixes, contacts, codes and keys are hashes under a key. Times are milliseconds.

/** One row a code that was sent; it also counts as the send, and its checks as checks of its phone and contact. */
export const otpChallenges = pgTable(
  'otp_challenges',
  {
    /** Without gaps, so that the send before which there were so many others is found by its number. */
    number: bigint('number', { mode: 'number' }).primaryKey(),
    id: text('id').notNull(),
    phone: bytea('phone').notNull(),
    contact: bytea('contact').notNull(),
    /** Of the phone's number without its last digits. */
    prefix: bytea('prefix').notNull(),
    country: text('country').notNull(),
    code: bytea('code').notNull(),
    checks: integer('checks').notNull(),
    createdAt: bigint('created_at', { mode: 'number' }).notNull(),
    expiresAt: bigint('expires_at', { mode: 'number' }).notNull(),
    replacedAt: bigint('replaced_at', { mode: 'number' }),
    approvedAt: bigint('approved_at', { mode: 'number' }),
    /** Set when the last check is taken: no new code for this contact and phone before. */
    pausedUntil: bigint('paused_until', { mode: 'number' }),
    /** Until when the row counts towards the day's limits. */
    keptUntil: bigint('kept_until', { mode: 'number' }).notNull(),
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
export const otpCalls = pgTable(
  'otp_calls',
  {
    key: bytea('key').primaryKey(),
    request: bytea('request').notNull(),
    /** JSON; null while the send is under way. */
    answer: text('answer'),
    startedAt: bigint('started_at', { mode: 'number' }).notNull(),
    keptUntil: bigint('kept_until', { mode: 'number' }).notNull(),
  },
  (row) => [index('otp_calls_kept').on(row.keptUntil)],
);

/** How many codes went to a country in a minute, and how many of those were verified since. */
export const otpTraffic = pgTable(
  'otp_traffic',
  {
    country: text('country').notNull(),
    minute: bigint('minute', { mode: 'number' }).notNull(),
    sends: integer('sends').notNull(),
    approved: integer('approved').notNull(),
  },
  (row) => [primaryKey({ columns: [row.country, row.minute] }), index('otp_traffic_minute').on(row.minute)],
);

/** Countries that were closed, because hardly anybody typed the codes. */
export const otpCountries = pgTable('otp_countries', {
  country: text('country').primaryKey(),
  closedAt: bigint('closed_at', { mode: 'number' }).notNull(),
  opensAt: bigint('opens_at', { mode: 'number' }).notNull(),
  /** How often in a row. */
  closings: integer('closings').notNull(),
});
