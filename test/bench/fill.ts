import { Database } from '../../db/sqlite/driver.ts';
import { People } from './people.ts';
import type { Talk } from './webhooks.ts';
import type { ParleyOptions, World } from './world.ts';

/** How a column of a copy differs; `n` is the copy's number, `stride` the distance between two. What is not named stays the same. */
const OF_A_COPY: Readonly<Record<string, (column: string) => string>> = {
  id: apart,
  contact_id: apart,
  conversation_id: apart,
  message_id: apart,
  reply_to: apart,
  theirs: () => `'+15' || printf('%09d', n)`,
  key: (column) => `CASE WHEN ${column} IS NULL THEN NULL ELSE randomblob(length(${column})) END`,
};
/** The rows of a person. */
const TABLES = ['contacts', 'conversations', 'messages', 'dedupe', 'traces', 'jobs'];
const STRIDE = 20;

function apart(column: string): string {
  return `${column} + n * ${STRIDE}`;
}

/**
 * Makes a database with that many people who all said the same: a real server takes the first one's messages, and the rows
 * are copied. Of a long talk only the first messages and turns are copied. Returns the file.
 */
export async function fillDatabase(world: World, talk: Talk, people: number, flows?: ParleyOptions['flows']): Promise<string> {
  const server = await world.startParley(flows ? { flows } : {});
  const person = new People(server.port, 1);
  await person.hold([talk]);
  person.leave();
  await server.stop();
  copyRows(server.file, people - 1);
  return server.file;
}

function copyRows(file: string, copies: number): void {
  const raw = new Database(file);
  raw.pragma('synchronous = OFF');
  raw.pragma('foreign_keys = OFF');
  raw.pragma('cache_size = -200000');
  raw.pragma('temp_store = MEMORY');
  raw.transaction(() => {
    for (const table of TABLES) {
      const columns = raw.pragma(`table_info(${table})`) as readonly { readonly name: string }[];
      const names = columns.map(({ name }) => name);
      const values = names.map((name) => OF_A_COPY[name]?.(name) ?? name);
      raw.exec(`CREATE TEMP TABLE first AS SELECT * FROM ${table} LIMIT 3`);
      raw.exec(`
        WITH RECURSIVE copies (n) AS (SELECT 1 WHERE ${copies} > 0 UNION ALL SELECT n + 1 FROM copies WHERE n < ${copies})
        INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')} FROM copies, first`);
      raw.exec('DROP TABLE first');
    }
  })();
  raw.pragma('wal_checkpoint(TRUNCATE)');
  raw.close();
}
