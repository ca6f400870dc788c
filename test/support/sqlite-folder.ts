import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of a test's own, with what a test asks of the files in it. */
export interface TestFolder {
  readonly path: string;
  /** The database file in it. */
  readonly file: string;
  /** All bytes of all files, the WAL included. */
  bytes(): Buffer;
  /** How many transactions were committed to the WAL since it was begun. */
  commits(): number;
  remove(): void;
}

export function makeTestFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'sqlite-'));
  const file = join(path, 'parley.db');
  return {
    path,
    file,
    bytes: () => Buffer.concat(readdirSync(path).map((name) => readFileSync(join(path, name)))),
    commits: () => countCommits(readFileSync(`${file}-wal`)),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

const WAL_HEADER = 32;
const FRAME_HEADER = 24;

/** The last frame of a commit says how many pages the database has after it; the others say 0. */
function countCommits(wal: Buffer): number {
  if (wal.length < WAL_HEADER) return 0;
  const frame = FRAME_HEADER + wal.readUInt32BE(8);
  let commits = 0;
  for (let at = WAL_HEADER; at + frame <= wal.length; at += frame) {
    if (wal.readUInt32BE(at + 4) !== 0) commits++;
  }
  return commits;
}
