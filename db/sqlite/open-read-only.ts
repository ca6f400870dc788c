import { existsSync } from 'node:fs';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { ParleyError } from '../../src/lib/errors.ts';
import type { Sealer } from '../../src/lib/seal.ts';
import type { Reads } from '../../src/runtime/reads.ts';
import { Database } from './driver.ts';
import { cannotUse } from './open-database.ts';
import { listConversations, readConversation } from './reads.ts';

const BUSY_TIMEOUT = 500;

/**
 * Opens the file to look at conversations only: beside a server that works on it, without its lock, changing nothing.
 * Null when there is no such file. A read throws a ParleyError when the file is none of ours, of another release, or written with another key.
 * @throws ParleyError when the file cannot be opened.
 */
export function openReadOnly(file: string, sealer: Sealer): (Reads & { close(): void }) | null {
  if (!existsSync(file)) return null;
  let raw: Database;
  try {
    raw = new Database(file, { readonly: true, timeout: BUSY_TIMEOUT });
  } catch (error) {
    throw cannotUse(file, error);
  }
  const database = { raw, db: drizzle(raw) };
  return {
    listConversations: async (query) => orExplain(file, () => listConversations(database, query)),
    readConversation: async ({ id }) => orExplain(file, () => readConversation(database, sealer, id)),
    close: () => void raw.close(),
  };
}

/** No migration is applied here, so a table may not be as this release knows it. */
function orExplain<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ParleyError) throw error;
    const reason = error instanceof Error && error.cause !== undefined ? error.cause : error;
    if (!(reason instanceof Error && /no such (?:table|column)/.test(reason.message))) throw cannotUse(file, reason);
    throw new ParleyError({
      code: 'old_database',
      message: `The database ${file} was not written by this release, so it cannot be read as it is.`,
      fix: 'Start the server of this release once: it brings the database up to date.',
      cause: error,
    });
  }
}
