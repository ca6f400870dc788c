import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTestFolder, type TestFolder } from '../../test/support/sqlite-folder.ts';
import { openDatabase, type OpenDatabase } from './open-database.ts';
import { DUE_SENDS } from './send-queue.ts';

let folder: TestFolder;
let database: OpenDatabase;
beforeEach(() => {
  folder = makeTestFolder();
  database = openDatabase(folder.file);
});
afterEach(() => {
  database.raw.close();
  folder.remove();
});

/** How SQLite finds the rows of each table that a statement reads. */
function planOf(statement: string): string[] {
  const steps = database.raw.prepare(`EXPLAIN QUERY PLAN ${statement}`).all({ now: 0, limit: 1 }) as { detail: string }[];
  return steps.map(({ detail }) => detail).filter((detail) => /\bjobs\b/.test(detail));
}

it('goes from contact to contact by the index, and never through all texts of one', () => {
  const reads = planOf(DUE_SENDS);
  expect(reads.length).toBeGreaterThanOrEqual(4);
  for (const read of reads) expect(read).toMatch(/^SEARCH jobs USING ((COVERING )?INDEX jobs_outbox|INTEGER PRIMARY KEY)/);
});

it('would be seen to go through them without that index', () => {
  database.raw.exec('DROP INDEX jobs_outbox');
  expect(planOf(DUE_SENDS).join('\n')).toContain('SCAN jobs');
});
