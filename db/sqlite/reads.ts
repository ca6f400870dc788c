import { and, asc, desc, eq, lt, type SQL } from 'drizzle-orm';
import type { ConversationState } from '../../src/engine/state.ts';
import type { TraceEntry } from '../../src/engine/trace.ts';
import type { Attributes } from '../../src/engine/value.ts';
import { maskDigits } from '../../src/lib/mask.ts';
import type { Sealer } from '../../src/lib/seal.ts';
import type { ConversationDetail, ConversationItem, Reads, TranscriptItem } from '../../src/runtime/reads.ts';
import type { Store } from '../../src/runtime/store.ts';
import type { OpenDatabase } from './open-database.ts';
import { contacts, conversations, messages, meta, traces } from './schema.ts';

const HIDDEN = '•••';

const item = {
  id: conversations.id,
  address: contacts.theirs,
  channel: contacts.channel,
  flow: conversations.flow,
  version: conversations.version,
  state: conversations.status,
  outcome: conversations.outcome,
  startedAt: conversations.startedAt,
  updatedAt: conversations.updatedAt,
};

type ListQuery = Parameters<Reads['listConversations']>[0];

/** One page of conversations, newest first. */
export function listConversations({ db }: OpenDatabase, query: ListQuery): { items: ConversationItem[]; next: number | null } {
  const filters: SQL[] = [];
  if (query.address !== null) filters.push(eq(contacts.theirs, query.address));
  if (query.state !== null) filters.push(eq(conversations.status, query.state));
  if (query.before !== null) filters.push(lt(conversations.id, query.before));
  const rows = db
    .select(item)
    .from(conversations)
    .innerJoin(contacts, eq(contacts.id, conversations.contactId))
    .where(and(...filters))
    .orderBy(desc(conversations.id))
    .limit(query.limit + 1)
    .all();
  const items = rows.slice(0, query.limit);
  return { items, next: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}

/** One conversation with its messages and its trace, oldest first, secrets hidden. */
export function readConversation({ db }: OpenDatabase, sealer: Sealer, id: number): ConversationDetail | null {
  const row = db
    .select({ ...item, data: conversations.data, secrets: conversations.secrets })
    .from(conversations)
    .innerJoin(contacts, eq(contacts.id, conversations.contactId))
    .where(eq(conversations.id, id))
    .get();
  if (!row) return null;
  const { data, secrets, ...head } = row;
  const texts = db.select().from(messages).where(eq(messages.conversationId, id)).orderBy(asc(messages.id)).all();
  const turns = db.select().from(traces).where(eq(traces.conversationId, id)).orderBy(asc(traces.turn)).all();
  return {
    ...head,
    attributes: shownAttributes(data, secrets, sealer),
    transcript: texts.map((message) => shownMessage(message, sealer)),
    trace: turns.map(({ turn, at, data: entries }) => ({ turn, at, entries: JSON.parse(entries) as TraceEntry[] })),
  };
}

function shownAttributes(data: string, secrets: Buffer | null, sealer: Sealer): Attributes {
  const { attributes } = JSON.parse(data) as ConversationState;
  if (!secrets) return attributes;
  const hidden = Object.keys((JSON.parse(sealer.open(secrets)) as { attributes: Attributes }).attributes);
  return { ...attributes, ...Object.fromEntries(hidden.map((name) => [name, HIDDEN])) };
}

/** What no step has read may be a code, so its digits are hidden. */
const UNREAD: ReadonlySet<string> = new Set(['received', 'kept', 'not_used', 'unanswered']);

function shownMessage(message: typeof messages.$inferSelect, sealer: Sealer): TranscriptItem {
  const sealed = message.shown ?? message.text;
  const text = sealed ? sealer.open(sealed) : '';
  return {
    direction: message.direction,
    text: UNREAD.has(message.status) ? maskDigits(text) : text,
    at: message.at,
    status: message.status,
    sid: message.sid,
  };
}

/** When this installation first started, and the numbers of ours that people have texted. */
export function readOrigin({ db }: OpenDatabase, now: number): Awaited<ReturnType<Store['readOrigin']>> {
  db.insert(meta).values({ key: 'first_start', value: now }).onConflictDoNothing().run();
  const firstStart = db.select().from(meta).where(eq(meta.key, 'first_start')).get()?.value ?? now;
  return { firstStart, ours: db.selectDistinct({ ours: contacts.ours, channel: contacts.channel }).from(contacts).all() };
}
