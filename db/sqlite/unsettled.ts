import { sql } from 'drizzle-orm';

/** As the index `messages_unsettled` has it, or that would not be used: texts that are on their way, which are few. */
export const isUnsettled = sql`status in ('queued', 'sending', 'unknown')`;
