import { openDatabase } from '../../db/sqlite/open-database.ts';
import { createStore } from '../../db/sqlite/store.ts';
import type { TraceEntry } from '../../src/engine/trace.ts';
import { deriveKeys, Sealer } from '../../src/lib/seal.ts';
import type { ContactKey, Store } from '../../src/runtime/ports.ts';

const TABLES = [
  'sqlite_sequence',
  'traces',
  'jobs',
  'dedupe',
  'messages',
  'conversations',
  'contacts',
  'opt_outs',
  'meta',
  'flow_versions',
];

const RANK = (row: string) =>
  `(case ${row}.status when 'queued' then 0 when 'sending' then 1 when 'unknown' then 2 when 'sent' then 3 when 'read' then 5 else 4 end)`;

/** A text may go back only to be tried again: after a refusal that passes, or once a doubt is settled. */
const MOVES_BACK = `old.direction = 'out' AND ${RANK('new')} < ${RANK('old')}
  AND NOT (new.status = 'queued' AND old.status IN ('sending', 'unknown'))`;

/** Watches every write for what must never happen, however short it lasts. */
const WATCHES = `
  CREATE TEMP TABLE seen_wrong (what TEXT NOT NULL);
  CREATE TEMP TRIGGER moves_back BEFORE UPDATE OF status ON main.messages WHEN ${MOVES_BACK} BEGIN
    INSERT INTO seen_wrong VALUES ('text ' || old.id || ' went back from ' || old.status || ' to ' || new.status);
  END;
  CREATE TEMP TRIGGER used_twice BEFORE UPDATE OF status ON main.messages
    WHEN old.direction = 'in' AND old.status NOT IN ('received', 'kept') BEGIN
    INSERT INTO seen_wrong VALUES ('message ' || old.id || ' was ' || old.status || ' and became ' || new.status);
  END;
  CREATE TEMP TRIGGER too_many_kept AFTER INSERT ON main.messages WHEN new.status = 'kept'
    AND (SELECT count(*) FROM main.messages WHERE contact_id = new.contact_id AND status = 'kept') > 20 BEGIN
    INSERT INTO seen_wrong VALUES ('contact ' || new.contact_id || ' has more than 20 kept messages');
  END;
  CREATE TEMP TRIGGER ended_twice BEFORE UPDATE ON main.conversations WHEN old.status = 'ended' BEGIN
    INSERT INTO seen_wrong VALUES ('conversation ' || old.id || ' had ended as ' || old.outcome || ' and was changed');
  END;
`;

/** A text in or out as the database has it, opened. */
export interface MessageRow {
  readonly id: number;
  readonly contact: string;
  readonly conversation_id: number | null;
  readonly direction: 'in' | 'out';
  readonly status: string;
  readonly route: string | null;
  readonly sid: string | null;
  readonly text: string;
  /** 1 when it had a secret in it. */
  readonly secret: number | null;
  readonly repeated: number | null;
  readonly error: string | null;
  readonly at: number;
}

export interface ConversationRow {
  readonly id: number;
  readonly contact: string;
  readonly flow: string;
  readonly status: string;
  readonly outcome: string | null;
  readonly revision: number;
}

export interface TraceRow {
  readonly conversation_id: number;
  readonly turn: number;
  readonly at: number;
  readonly entries: readonly TraceEntry[];
}

export interface JobRow {
  readonly id: number;
  readonly kind: string;
  readonly due_at: number;
  readonly message_id: number | null;
  readonly conversation_id: number | null;
  readonly dead_at: number | null;
  readonly error: string | null;
}

const WHOSE = "c.channel || ' ' || c.ours || ' ' || c.theirs AS contact";
const CONVERSATIONS = `SELECT v.*, ${WHOSE} FROM conversations v JOIN contacts c ON c.id = v.contact_id ORDER BY v.id`;
const MESSAGES = `SELECT m.*, ${WHOSE} FROM messages m JOIN contacts c ON c.id = m.contact_id ORDER BY m.id`;
const UNREST = `SELECT (SELECT count(*) FROM conversations WHERE status <> 'ended')
  + (SELECT count(*) FROM messages WHERE status IN ('received', 'kept', 'queued', 'sending', 'unknown'))
  + (SELECT count(*) FROM jobs WHERE dead_at IS NULL)`;

/** The real database, in memory: opened once, emptied for each run. What is in it outlives every process of a run. */
export function openSimulatedDatabase() {
  const database = openDatabase(':memory:');
  const { raw } = database;
  const keys = deriveKeys(Buffer.alloc(32, 7));
  const sealer = new Sealer([keys.seal]);
  const store: Store = createStore(database, sealer, keys);
  raw.exec(WATCHES);
  const empty = TABLES.map((table) => raw.prepare(`DELETE FROM main.${table}`));
  const forget = raw.prepare('DELETE FROM seen_wrong');
  const messages = raw.prepare(MESSAGES);
  const unrest = raw.prepare(UNREST).pluck();
  const optedOut = raw.prepare('SELECT opted_out_at FROM contacts WHERE ours = ? AND channel = ? AND theirs = ?').pluck();
  return {
    raw,
    store,
    empty: raw.transaction(() => {
      for (const statement of [...empty, forget]) statement.run();
    }),
    optedOutAt: ({ ours, channel, theirs }: ContactKey) =>
      (optedOut.get(ours, channel, theirs) as number | null | undefined) ?? null,
    /** Nothing is left that would still move by itself. */
    isAtRest: () => unrest.get() === 0,
    firstStart: () =>
      (raw.prepare("SELECT value FROM meta WHERE key = 'first_start'").pluck().get() as number | undefined) ??
      Number.POSITIVE_INFINITY,
    conversations: () => raw.prepare(CONVERSATIONS).all() as ConversationRow[],
    traces: () =>
      (
        raw.prepare('SELECT * FROM traces ORDER BY conversation_id, turn').all() as {
          conversation_id: number;
          turn: number;
          at: number;
          data: string;
        }[]
      ).map(
        ({ conversation_id, turn, at, data }): TraceRow => ({
          conversation_id,
          turn,
          at,
          entries: JSON.parse(data) as TraceEntry[],
        }),
      ),
    jobs: () => raw.prepare('SELECT * FROM jobs').all() as JobRow[],
    seenWrong: () => (raw.prepare('SELECT what FROM seen_wrong').all() as { what: string }[]).map((row) => row.what),
    messages: () =>
      (messages.all() as (Omit<MessageRow, 'text'> & { text: Buffer | null })[]).map(
        (row): MessageRow => ({ ...row, text: row.text ? sealer.open(row.text) : '' }),
      ),
  };
}

export type SimulatedDatabase = ReturnType<typeof openSimulatedDatabase>;
