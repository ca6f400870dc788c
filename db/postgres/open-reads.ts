import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { ParleyError } from '../../src/lib/errors.ts';
import type { Sealer } from '../../src/lib/seal.ts';
import type { Reads } from '../../src/runtime/reads.ts';
import { cannotUse } from './open-database.ts';
import { listConversations, readConversation } from './reads.ts';

const CONNECT_TIMEOUT = 5_000;

/**
 * Opens conversations to be looked at: beside servers that work on them, and changing nothing. A read throws a ParleyError
 * when the database cannot be reached or was written with another key.
 */
export function openPostgresReads(url: string, sealer: Sealer): Reads & { close(): void } {
  const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: CONNECT_TIMEOUT });
  pool.on('error', () => {});
  const database = { db: drizzle(pool) };
  const orExplain = <T>(read: Promise<T>): Promise<T> =>
    read.catch((error: unknown) => {
      throw error instanceof ParleyError ? error : cannotUse(url, error);
    });
  return {
    listConversations: (query) => orExplain(listConversations(database, query)),
    readConversation: ({ id }) => orExplain(readConversation(database, sealer, id)),
    close: () => void pool.end(),
  };
}
