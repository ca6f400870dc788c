import { and, asc, desc, eq, inArray, lt, type SQL, sql } from 'drizzle-orm';
import type { TraceEntry } from '../../src/engine/trace.ts';
import type { Sealer } from '../../src/lib/seal.ts';
import type { ConversationDetail, ConversationItem, Reads } from '../../src/runtime/reads.ts';
import { shownAttributes, shownMessage } from '../shared/shown.ts';
import type { OpenDatabase } from './open-database.ts';
import { contacts, conversations, messages, traces } from './schema.ts';

/** As the index `traces_failed` has it, or it would not be used. */
const failedCall = sql`strpos(data, '"call":{"ok":false') > 0`;

const item = {
  id: conversations.id,
  contactId: conversations.contactId,
  address: contacts.theirs,
  channel: contacts.channel,
  flow: conversations.flow,
  version: conversations.version,
  state: conversations.status,
  outcome: conversations.outcome,
  failed: sql<boolean>`exists (select 1 from ${traces} where ${traces.conversationId} = ${conversations.id} and strpos(${traces.data}, '"call":{"ok":false') > 0)`,
  startedAt: conversations.startedAt,
  updatedAt: conversations.updatedAt,
};

type ListQuery = Parameters<Reads['listConversations']>[0];

/** One page of conversations, newest first. */
export async function listConversations(
  { db }: OpenDatabase,
  query: ListQuery,
): Promise<{ items: ConversationItem[]; next: number | null }> {
  const filters: SQL[] = [];
  if (query.address !== null) filters.push(eq(contacts.theirs, query.address));
  if (query.state !== null) filters.push(eq(conversations.status, query.state));
  if (query.ending) filters.push(sql`${contacts.theirs} like ${`%${query.ending}`}`);
  if (query.flow) filters.push(eq(conversations.flow, query.flow));
  if (query.failed) {
    const failed = db.select({ id: traces.conversationId }).from(traces).where(failedCall);
    filters.push(inArray(conversations.id, failed));
  }
  if (query.before !== null) filters.push(lt(conversations.id, query.before));
  const rows = await db
    .select(item)
    .from(conversations)
    .innerJoin(contacts, eq(contacts.id, conversations.contactId))
    .where(and(...filters))
    .orderBy(desc(conversations.id))
    .limit(query.limit + 1);
  const items = rows.slice(0, query.limit);
  return { items, next: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}

/** One conversation with its messages and its trace, oldest first, secrets hidden. */
export async function readConversation({ db }: OpenDatabase, sealer: Sealer, id: number): Promise<ConversationDetail | null> {
  const [row] = await db
    .select({ ...item, data: conversations.data, secrets: conversations.secrets })
    .from(conversations)
    .innerJoin(contacts, eq(contacts.id, conversations.contactId))
    .where(eq(conversations.id, id));
  if (!row) return null;
  const { data, secrets, ...head } = row;
  const texts = await db.select().from(messages).where(eq(messages.conversationId, id)).orderBy(asc(messages.id));
  const turns = await db.select().from(traces).where(eq(traces.conversationId, id)).orderBy(asc(traces.turn));
  return {
    ...head,
    attributes: shownAttributes(data, secrets, sealer),
    transcript: texts.map((message) => shownMessage(message, sealer)),
    trace: turns.map(({ turn, at, data: entries }) => ({ turn, at, entries: JSON.parse(entries) as TraceEntry[] })),
  };
}
