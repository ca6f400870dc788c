import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';

const load = createRequire(import.meta.url);
const nodeMajor = Number.parseInt(process.versions.node, 10);

/**
 * A SQLite database, by the release of better-sqlite3 that this Node can run. Release 13 does not run on Node 20. Release 12,
 * compiled for Node 24.19 or later, ends the process when a statement becomes garbage.
 * @see https://github.com/nodejs/node/issues/65446
 */
export const Database = loadDriver(nodeMajor >= 22 ? 'better-sqlite3-13' : 'better-sqlite3');

export type Database = BetterSqlite3.Database;
export type RunResult = BetterSqlite3.RunResult;

function loadDriver(name: string): typeof BetterSqlite3 {
  try {
    return load(name) as typeof BetterSqlite3;
  } catch (cause) {
    const why = `${name}, which opens SQLite on Node ${nodeMajor}, is not installed.`;
    throw new Error(`${why} Run \`npm ci\` with this version of Node, and leave no optional package out.`, { cause });
  }
}
