import type { Retention } from '../../src/runtime/housekeeping.ts';
import { ask, type Asking, numbersIn, type Told } from './asking.ts';

/** Rows that are looked at in one slice: a few milliseconds. */
const SLICE = 200;
/** More than one conversation can have: else a slice might not get past it. */
const TRACES = 1_100;
/** Each takes its texts and traces with it. */
const CONVERSATIONS = 50;
/** Texts that somebody still has to do something with stay whatever their age. */
const UNDER_WAY = "'received', 'kept', 'queued', 'sending', 'unknown'";
/** Dead letters that nothing waits for. Those of a conversation are its wait, and go with it. */
const FORGETTABLE = "'event', 'send', 'settle'";

/** Deletes what of one slice is too old. `after` is where the next slice begins; null when this kind is done. */
type Purge = (
  after: number,
  retention: Retention,
  now: number,
) => Asking<{ readonly deleted: number; readonly after: number | null }>;

const DONE = { deleted: 0, after: null };

/** Traces have no ids of their own, so they are walked by their conversations: those that began later have none that is old. */
function* purgeTraces(after: number, retention: Retention, now: number): ReturnType<Purge> {
  const before = now - retention.traces;
  const end = yield* ask('SELECT id FROM conversations WHERE started_at < ? ORDER BY started_at DESC, id DESC LIMIT 1', before);
  const lastOld = numbersIn(end, 'id')[0] ?? 0;
  if (lastOld <= after) return DONE;
  const look = `SELECT conversation_id AS id, at FROM traces WHERE conversation_id > ? ORDER BY conversation_id, turn LIMIT ${TRACES}`;
  const seen = yield* ask(look, after);
  const ids = numbersIn(seen, 'id');
  const first = ids[0] ?? null;
  if (first === null || first > lastOld) return DONE;
  const last = wholeUntil(ids);
  const isOld = numbersIn(seen, 'at').some((at) => at < before);
  const drop = 'DELETE FROM traces WHERE conversation_id BETWEEN ? AND ? AND at < ?';
  const deleted = isOld ? (yield* ask(drop, first, last, before)).changes : 0;
  const isOver = last >= lastOld || (ids.length < TRACES && last === ids.at(-1));
  return { deleted, after: isOver ? null : last };
}

/** The last conversation of those that fill a slice, but the first one at least. It may go on beyond the rows that were read, unless they are fewer. */
function wholeUntil(ids: readonly number[]): number {
  const first = ids[0] ?? 0;
  const cut = ids[SLICE] ?? (ids.length < TRACES ? undefined : ids.at(-1));
  return cut === undefined ? (ids.at(-1) ?? first) : Math.max(first, cut - 1);
}

/** Ids grow with time, so the first text that is young enough ends the walk. */
function* purgeTexts(after: number, retention: Retention, now: number): ReturnType<Purge> {
  const before = now - retention.messages;
  const seen = yield* ask(`SELECT id, at FROM messages WHERE id > ? ORDER BY id LIMIT ${SLICE}`, after);
  const { first, last, isWhole } = oldOf(seen, before, SLICE);
  if (first === null || last === null) return DONE;
  const { changes } = yield* ask(
    `DELETE FROM messages WHERE id BETWEEN ? AND ? AND at < ? AND status NOT IN (${UNDER_WAY})
     AND NOT EXISTS (SELECT 1 FROM jobs WHERE message_id = messages.id AND dead_at IS NULL)`,
    first,
    last,
    before,
  );
  return { deleted: changes, after: isWhole ? last : null };
}

function* purgeConversations(after: number, retention: Retention, now: number): ReturnType<Purge> {
  const before = now - retention.conversations;
  const look = `SELECT id, started_at AS at FROM conversations WHERE id > ? ORDER BY id LIMIT ${CONVERSATIONS}`;
  const { first, last, isWhole } = oldOf(yield* ask(look, after), before, CONVERSATIONS);
  if (first === null || last === null) return DONE;
  const drop = "DELETE FROM conversations WHERE id BETWEEN ? AND ? AND status = 'ended' AND updated_at < ?";
  const { changes } = yield* ask(drop, first, last, before);
  return { deleted: changes, after: isWhole ? last : null };
}

/** Contacts of whom nothing is left, unless a number is still trusted to be theirs. */
function* purgeContacts(after: number, retention: Retention, now: number): ReturnType<Purge> {
  const before = now - retention.conversations;
  const seen = yield* ask(`SELECT id FROM contacts WHERE id > ? ORDER BY id LIMIT ${SLICE}`, after);
  const { first, last } = endsOf(seen);
  if (first === null || last === null) return DONE;
  const { changes } = yield* ask(
    `DELETE FROM contacts WHERE id BETWEEN ? AND ? AND created_at < ? AND coalesce(verified_until, 0) <= ?
     AND coalesce(last_inbound_at, 0) < ?
     AND NOT EXISTS (SELECT 1 FROM conversations WHERE contact_id = contacts.id)
     AND NOT EXISTS (SELECT 1 FROM messages WHERE contact_id = contacts.id AND conversation_id IS NULL)
     AND NOT EXISTS (SELECT 1 FROM jobs WHERE contact_id = contacts.id AND dead_at IS NULL AND kind = 'event')`,
    first,
    last,
    before,
    now,
    before,
  );
  return { deleted: changes, after: seen.rows.length < SLICE ? null : last };
}

function* purgeDeadLetters(_after: number, retention: Retention, now: number): ReturnType<Purge> {
  const old = `SELECT id FROM jobs WHERE dead_at IS NOT NULL AND dead_at < ? AND kind IN (${FORGETTABLE}) LIMIT ${SLICE}`;
  const { changes } = yield* ask(`DELETE FROM jobs WHERE id IN (${old})`, now - retention.dead_letters);
  return { deleted: changes, after: changes < SLICE ? null : 0 };
}

/** A trigger keeps every entry that is younger than what is said here first. */
function* purgeAudit(_after: number, retention: Retention, now: number): ReturnType<Purge> {
  const before = now - retention.audit;
  const allow =
    "INSERT INTO meta (key, value) VALUES ('audit_kept_from', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
  yield* ask(allow, before);
  const old = `SELECT id FROM audit WHERE at < ? ORDER BY id LIMIT ${SLICE}`;
  const { changes } = yield* ask(`DELETE FROM audit WHERE id IN (${old})`, before);
  return { deleted: changes, after: changes < SLICE ? null : 0 };
}

/** One for each kind, in order: what hangs on something goes first. */
export const PURGES: readonly Purge[] = [
  purgeTraces,
  purgeTexts,
  purgeConversations,
  purgeContacts,
  purgeDeadLetters,
  purgeAudit,
];

function endsOf(seen: Told): { first: number | null; last: number | null } {
  const ids = numbersIn(seen, 'id');
  return { first: ids[0] ?? null, last: ids.at(-1) ?? null };
}

/** The rows before the first that is young enough; `isWhole`: all of a full slice are old. */
function oldOf(seen: Told, before: number, slice: number): { first: number | null; last: number | null; isWhole: boolean } {
  const ids = numbersIn(seen, 'id');
  const young = numbersIn(seen, 'at').findIndex((at) => at >= before);
  const old = young === -1 ? ids : ids.slice(0, young);
  return { first: old[0] ?? null, last: old.at(-1) ?? null, isWhole: old.length === slice };
}
