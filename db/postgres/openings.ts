import { and, asc, eq, ne, not, sql } from 'drizzle-orm';
import type { Opened, SeenMessage, Store } from '../../src/runtime/store.ts';
import type { Bodies } from '../shared/bodies.ts';
import type { KeyedHash } from '../shared/keyed-hash.ts';
import type { States } from '../shared/states.ts';
import { STRANGER } from '../shared/stranger.ts';
import { type Contacts, behind, unsentSince } from './contacts.ts';
import type { Inbox } from './inbox.ts';
import { isOfOther } from './nodes.ts';
import type { OpenDatabase } from './open-database.ts';
import { asJson } from './row-sets.ts';
import { contacts, conversations, dedupe, jobs, messages, optOuts } from './schema.ts';

type Query = Parameters<Store['open']>[0];
type Row = Awaited<ReturnType<ReturnType<typeof prepareOpenings>['open']['execute']>>[number];

interface Parts {
  readonly states: States;
  readonly bodies: Bodies;
  readonly hash: KeyedHash;
  readonly contacts: Contacts;
  readonly inbox: Inbox;
  /** The number of this process. */
  readonly node: () => number;
}

/** Reads all that turns need. */
export class Openings {
  readonly #statements: ReturnType<typeof prepareOpenings>;
  readonly #parts: Parts;

  constructor({ db }: OpenDatabase, parts: Parts) {
    this.#statements = prepareOpenings(db);
    this.#parts = parts;
  }

  /** For several contacts in one statement. What is found is unsealed by its own call, so that what cannot be is nobody else's trouble. */
  async open(queries: readonly Query[]): Promise<(() => Opened)[]> {
    const { hash, contacts: people, node } = this.#parts;
    const asked = queries.map(({ contact: { ours, channel, theirs }, sid }, at) => ({
      at,
      ours,
      channel,
      theirs,
      sid: sid === null ? null : hash(sid),
      listed: people.optOutKey({ ours, channel, theirs }),
    }));
    const rows = await this.#statements.open.execute({ asked: asJson(asked), node: node() });
    const found: (() => Opened)[] = [];
    for (const row of rows.toSorted((a, b) => a.at - b.at)) found.push(await this.#found(row));
    return found;
  }

  async #found(row: Row): Promise<() => Opened> {
    const { states, contacts: people, inbox } = this.#parts;
    const { who, talk, wait, seen: id } = row;
    const seen = id === null ? () => null : await this.#seen(id);
    if (!who) return () => ({ ...STRANGER, seen: seen(), optedOut: row.isListed });
    const readsKept = talk === null || talk.status === 'busy';
    const kept = readsKept && who.hasKept ? await inbox.kept(who.id) : () => [];
    return () => ({
      seen: seen(),
      contactId: who.id,
      name: who.name,
      language: who.language,
      lastInboundAt: who.lastInboundAt,
      attributes: people.attributesOf(who),
      verified: people.verifiedOf(who),
      conversation: talk && states.read(talk),
      kept: kept(),
      delayedUntil: wait?.kind === 'delay' ? wait.dueAt : null,
      elsewhere: wait?.isOfOther === true,
      behind: who.behind,
      optedOut: who.optedOutAt !== null,
      unsentSince: who.unsentSince,
    });
  }

  /** A message that was taken before. Its row may be gone by now: the id outlives it. */
  async #seen(id: number): Promise<() => SeenMessage> {
    const { bodies, node } = this.#parts;
    const unsaid = await this.#statements.unsaid.execute({ replyTo: id, node: node() });
    return () => ({
      id,
      unsaid: unsaid.map((row) => bodies.openSaid(row)),
    });
  }
}

function prepareOpenings(db: OpenDatabase['db']) {
  const value = sql.placeholder;
  const asked = sql`json_to_recordset(${value('asked')}::json) as t(
    at int, ours text, channel text, theirs text, sid bytea, listed bytea
  )`;
  const isAsked = and(eq(contacts.theirs, sql`t.theirs`), eq(contacts.ours, sql`t.ours`), eq(contacts.channel, sql`t.channel`));
  const hasKept = sql<boolean>`exists (select 1 from messages m where m.contact_id = contacts.id and m.status = 'kept')`;
  const facts = { unsentSince: unsentSince.as('unsent_since'), behind: behind.as('behind'), hasKept: hasKept.as('has_kept') };
  const { id, name, language, lastInboundAt, attributes, optedOutAt, verifiedPhone, verifiedAt, verifiedUntil, verifiedBy } =
    contacts;
  const person = {
    id,
    name,
    language,
    lastInboundAt,
    attributes,
    optedOutAt,
    verifiedPhone,
    verifiedAt,
    verifiedUntil,
    verifiedBy,
  };
  // The limits keep the database from reading a whole table for the few that are asked for.
  const who = db
    .select({ ...person, ...facts })
    .from(contacts)
    .where(isAsked)
    .limit(1)
    .as('who');
  const talk = db
    .select()
    .from(conversations)
    .where(and(eq(conversations.contactId, who.id), ne(conversations.status, sql`'ended'`)))
    .limit(1)
    .as('talk');
  const wait = db
    .select({ kind: jobs.kind, dueAt: jobs.dueAt, isOfOther: isOfOther(jobs.node).as('is_of_other') })
    .from(jobs)
    .where(and(eq(jobs.conversationId, talk.id), eq(talk.status, sql`'busy'`)))
    .limit(1)
    .as('wait');
  // What another process is saying at this moment, it says itself, or takes back.
  const isOurs = and(eq(messages.replyTo, value('replyTo')), not(isOfOther(messages.node)));
  return {
    open: db
      .select({
        at: sql`t.at`.mapWith(Number),
        seen: sql<number | null>`(select d.message_id from ${dedupe} d where d.key = t.sid)`.mapWith(Number),
        isListed: sql<boolean>`exists (select 1 from ${optOuts} o where o.key = t.listed)`,
        who: who._.selectedFields,
        talk: talk._.selectedFields,
        wait: wait._.selectedFields,
      })
      .from(asked)
      .leftJoinLateral(who, sql`true`)
      .leftJoinLateral(talk, sql`true`)
      .leftJoinLateral(wait, sql`true`)
      .prepare('openings_open'),
    unsaid: db
      .select()
      .from(messages)
      .where(and(eq(messages.status, sql`'sending'`), eq(messages.route, sql`'twiml'`), isOurs))
      .orderBy(asc(messages.id))
      .prepare('openings_unsaid'),
  };
}
