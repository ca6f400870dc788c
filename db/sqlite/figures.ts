import { setImmediate as nextTick } from 'node:timers/promises';
import { and, count, desc, eq, gte, inArray, isNotNull, lt, ne, type SQL, sql } from 'drizzle-orm';
import type { TraceEntry } from '../../src/engine/trace.ts';
import type { CallMade, Figures, Funnel, OutText, VerifyingParts } from '../../src/runtime/figures.ts';
import type { OutboundStatus } from '../../src/runtime/store.ts';
import type { Bodies } from '../shared/bodies.ts';
import { outboxOf } from '../shared/outbox-counts.ts';
import type { OpenDatabase } from './open-database.ts';
import { contacts, conversations, jobs, messages, traces } from './schema.ts';
import { isUnsettled } from './unsettled.ts';

const DAY = 86_400_000;
const NEWEST = Number.MAX_SAFE_INTEGER;
/** Calls of one API are looked for among so many, so that one that is hardly ever called holds nothing up. */
const MOST_LOOKED_AT = 20_000;

/** As the index `traces_calls` has it, or it would not be used. */
const hasCall = sql`instr(data, '"call":{') > 0`;

/** Numbers over what happened, in SQLite. */
export function createFigures({ db }: OpenDatabase, bodies: Bodies): Figures {
  const firstMessageSince = (since: number) => firstSince(db, since);
  return {
    countOpen: async () =>
      db
        .select({ flow: conversations.flow, version: conversations.version, count: count() })
        .from(conversations)
        .where(ne(conversations.status, 'ended'))
        .groupBy(conversations.flow, conversations.version)
        .all(),
    countOutcomes: async ({ since }) =>
      db
        .select({ flow: conversations.flow, outcome: conversations.outcome, count: count() })
        .from(conversations)
        .where(gte(conversations.startedAt, since))
        .groupBy(conversations.flow, conversations.outcome)
        .all(),
    listCalls: async (query) => listCalls(db, query),
    countFunnel: async (query) => countFunnel(db, query),
    countDeliveredCodes: async ({ since }) =>
      db
        .select({ day: sql<number>`${messages.at} / ${sql.raw(String(DAY))}`, count: count() })
        .from(messages)
        .where(
          and(
            gte(messages.id, firstMessageSince(since)),
            sql`direction = 'out' and secret = 1 and status in ('delivered', 'read')`,
          ),
        )
        .groupBy(sql`1`)
        .all(),
    countSegments: async ({ since }) =>
      db
        .select({ sum: sql<number | null>`sum(${messages.segments})` })
        .from(messages)
        .innerJoin(contacts, eq(contacts.id, messages.contactId))
        .where(and(gte(messages.id, firstMessageSince(since)), eq(messages.direction, 'out'), eq(contacts.channel, 'sms')))
        .get()?.sum ?? 0,
    listOut: async (query) => listOut(db, bodies, query),
    countOutbox: async () => {
      const rows = db
        .select({ status: messages.status, count: count() })
        .from(messages)
        .where(isUnsettled)
        .groupBy(messages.status)
        .all();
      return outboxOf(rows);
    },
    countDeadLetters: async () => db.select({ count: count() }).from(jobs).where(isNotNull(jobs.deadAt)).get()?.count ?? 0,
  };
}

/** The id of the first message of that time or later. Ids grow with time, so this looks at a few rows only. */
function firstSince(db: OpenDatabase['db'], since: number): number {
  const last = db.select({ id: messages.id }).from(messages).orderBy(desc(messages.id)).limit(1).get()?.id ?? 0;
  let low = 1;
  let high = last + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = db
      .select({ id: messages.id, at: messages.at })
      .from(messages)
      .where(gte(messages.id, middle))
      .orderBy(messages.id)
      .limit(1)
      .get();
    if (!row || row.at >= since) high = middle;
    else low = row.id + 1;
  }
  return low;
}

function listCalls(db: OpenDatabase['db'], { since, api, limit }: Parameters<Figures['listCalls']>[0]): CallMade[] {
  const calls = db
    .select()
    .from(traces)
    .where(and(hasCall, gte(traces.at, since)))
    .orderBy(desc(traces.at))
    .limit(api === null ? limit : MOST_LOOKED_AT)
    .as('calls');
  const ofApi = api === null ? undefined : sql`instr(${calls.data}, ${`"api":${JSON.stringify(api)}`}) > 0`;
  const rows = db.select().from(calls).where(ofApi).orderBy(desc(calls.at)).limit(limit).all();
  return rows
    .flatMap(({ conversationId, at, data }) =>
      (JSON.parse(data) as TraceEntry[]).flatMap(({ call }) => (call ? [{ at, conversationId, call }] : [])),
    )
    .filter(({ call }) => api === null || call.api === api);
}

/** Day by day, and with a breath between: whatever reads this file holds up everything else. */
async function countFunnel(db: OpenDatabase['db'], query: VerifyingParts & { since: number }): Promise<Funnel[]> {
  const { since, flows, sending, checking } = query;
  const begun = db
    .select({
      day: sql<number>`${conversations.startedAt} / ${sql.raw(String(DAY))}`,
      asked: count(),
      verified: sql<number>`sum(coalesce(${conversations.outcome} = 'verified', 0))`,
    })
    .from(conversations)
    .where(and(gte(conversations.startedAt, since), inArray(conversations.flow, [...flows])))
    .groupBy(sql`1`)
    .all();
  const days: Funnel[] = [];
  for (const { day, asked, verified } of begun) {
    const row = db
      .select({ numberOk: called(sending), sent: called(sending, 'true'), typed: called(checking) })
      .from(traces)
      .where(and(hasCall, gte(traces.at, day * DAY), lt(traces.at, (day + 1) * DAY)))
      .get();
    const { numberOk = 0, sent = 0, typed = 0 } = row ?? {};
    days.push({ day, asked, numberOk, sent, typed, verified });
    await nextTick();
  }
  return days;
}

/** In how many conversations one of these APIs was called; with `ok`, how that ended. */
function called(apis: readonly string[], ok = ''): SQL<number> {
  const isIt = apis.map((api) => sql`instr(data, ${`"api":${JSON.stringify(api)}`}) > 0`);
  if (isIt.length === 0) return sql<number>`0`;
  return sql<number>`count(distinct case when instr(data, ${`"call":{"ok":${ok}`}) > 0 and (${sql.join(isIt, sql` or `)}) then conversation_id end)`;
}

function listOut(
  db: OpenDatabase['db'],
  bodies: Bodies,
  { status, before, limit }: { status: OutboundStatus | null; before: number | null; limit: number },
): { items: OutText[]; next: number | null } {
  const filters: SQL[] = [eq(messages.direction, 'out'), lt(messages.id, before ?? NEWEST)];
  if (status !== null) filters.push(eq(messages.status, status));
  const rows = db
    .select({
      id: messages.id,
      to: contacts.theirs,
      channel: contacts.channel,
      text: messages.text,
      shown: messages.shown,
      status: messages.status,
      error: messages.error,
      at: messages.at,
      conversationId: messages.conversationId,
      secret: messages.secret,
      deadLetter: sql<number | null>`(select j.id from jobs j where j.message_id = ${messages.id} and j.dead_at is not null)`,
    })
    .from(messages)
    .innerJoin(contacts, eq(contacts.id, messages.contactId))
    .where(and(...filters))
    .orderBy(desc(messages.id))
    .limit(limit + 1)
    .all();
  const items = rows.slice(0, limit).map(({ text, shown, secret, ...row }) => ({
    ...row,
    status: row.status as OutboundStatus,
    shown: bodies.open(shown ?? text),
    erased: secret === true,
  }));
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
