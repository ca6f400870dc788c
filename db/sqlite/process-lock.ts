import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { ParleyError } from '../../src/lib/errors.ts';
import { Database } from './driver.ts';
import { cannotUse } from './open-database.ts';

/**
 * Makes this process the only one that works on a database file, until it closes the lock or dies. The lock is SQLite's own
 * on a file beside it, so that the system lets go of it however the process ends.
 * @throws ParleyError when another process has it.
 */
export function lockForProcess(file: string): { close(): void } {
  let lock: Database | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    lock = new Database(`${file}-lock`, { timeout: 0 });
    const held = lock;
    held.exec('BEGIN EXCLUSIVE');
    return { close: () => held.close() };
  } catch (cause) {
    lock?.close();
    if ((cause as { code?: unknown }).code !== 'SQLITE_BUSY') throw cannotUse(file, cause);
    throw new ParleyError({
      code: 'database_in_use',
      message: `Another process works on the database ${file}.`,
      fix: 'Stop that one first, or set DATABASE_URL to another file.',
      cause,
    });
  }
}
