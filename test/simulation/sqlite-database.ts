import { openDatabase } from '../../db/sqlite/open-database.ts';
import { createStore } from '../../db/sqlite/store.ts';
import type { TraceEntry } from '../../src/engine/trace.ts';
import { deriveKeys, Sealer } from '../../src/lib/seal.ts';
import type { ConversationRow, JobRow, MessageRow, SimulatedDatabase } from './database.ts';
import { FILLED, READ } from './rows.ts';
import { SQLITE_WATCHES } from './watches.ts';

type Raw = ReturnType<typeof openDatabase>['raw'];

/** SQLite, in memory, with one process at a time. */
export function openSqliteDatabase(): SimulatedDatabase {
  const database = openDatabase(':memory:');
  const { raw } = database;
  const keys = deriveKeys(Buffer.alloc(32, 7));
  const sealer = new Sealer([keys.seal]);
  const store = createStore(database, sealer, keys);
  raw.exec(SQLITE_WATCHES);
  const emptied = ['main.sqlite_sequence', ...FILLED.map((table) => `main.${table}`), 'seen_wrong'];
  const statements = emptied.map((table) => raw.prepare(`DELETE FROM ${table}`));
  const unrest = raw.prepare(READ.unrest).pluck();
  const beingSaid = raw.prepare(READ.beingSaid).pluck();
  const optedOut = raw.prepare('SELECT opted_out_at FROM contacts WHERE ours = ? AND channel = ? AND theirs = ?').pluck();
  const emptyAll = raw.transaction(() => {
    for (const statement of statements) statement.run();
  });
  return {
    shared: false,
    begin: () => Promise.resolve(emptyAll()),
    reach: () => Promise.resolve({ store, cluster: null, close: () => Promise.resolve() }),
    doom: (_life, die) => die(),
    cut: () => {},
    beingSaid: () => Promise.resolve(beingSaid.all() as number[]),
    optedOutAt: ({ ours, channel, theirs }) =>
      Promise.resolve((optedOut.get(ours, channel, theirs) as number | null | undefined) ?? null),
    isAtRest: () => Promise.resolve(unrest.get() === 0),
    remains: () => Promise.resolve(readRemains(raw, sealer)),
    tamper: (sql) => Promise.resolve(void raw.exec(sql)),
  };
}

function readRemains(raw: Raw, sealer: Sealer) {
  const rows = (sql: string) => raw.prepare(sql).all();
  const messages = rows(READ.messages) as (Omit<MessageRow, 'text' | 'secret' | 'repeated'> & {
    text: Buffer | null;
    secret: number | null;
    repeated: number | null;
  })[];
  const traces = rows(READ.traces) as { conversation_id: number; turn: number; at: number; data: string }[];
  return {
    conversations: rows(READ.conversations) as ConversationRow[],
    messages: messages.map((row) => ({
      ...row,
      text: row.text ? sealer.open(row.text) : '',
      secret: row.secret === 1,
      repeated: row.repeated === 1,
    })),
    traces: traces.map(({ data, ...row }) => ({ ...row, entries: JSON.parse(data) as TraceEntry[] })),
    jobs: rows(READ.jobs) as JobRow[],
    seenWrong: (rows(READ.seenWrong) as { what: string }[]).map((row) => row.what),
    firstStart: (raw.prepare(READ.firstStart).pluck().get() as number | undefined) ?? Number.POSITIVE_INFINITY,
  };
}
