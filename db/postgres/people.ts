import { and, asc, count, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { Sealer } from '../../src/lib/seal.ts';
import type { ContactRecord, Erased } from '../../src/runtime/people-store.ts';
import type { ContactKey } from '../../src/runtime/ports.ts';
import type { KeyedHash } from '../shared/keyed-hash.ts';
import { shownMessage } from '../shared/shown.ts';
import type { Contacts } from './contacts.ts';
import type { OpenDatabase } from './open-database.ts';
import { contacts, conversations, jobs, messages } from './schema.ts';

const value = sql.placeholder;

interface Parts {
  readonly contacts: Contacts;
  readonly sealer: Sealer;
  readonly hash: KeyedHash;
}

/** What is held on people, and how it goes. To be run in a transaction. */
export class People {
  readonly #statements: ReturnType<typeof preparePeople>;
  readonly #parts: Parts;

  constructor({ db }: OpenDatabase, parts: Parts) {
    this.#statements = preparePeople(db);
    this.#parts = parts;
  }

  async find(address: string): Promise<{ readonly id: number; readonly contact: ContactKey }[]> {
    const rows = await this.#statements.held.execute({ address, hash: this.#parts.hash(address) });
    return rows.map(({ id, ours, channel, theirs }) => ({ id, contact: { ours, channel, theirs } }));
  }

  async read(id: number): Promise<ContactRecord | null> {
    const [row] = await this.#statements.byId.execute({ id });
    if (!row) return null;
    const { contacts: known, sealer } = this.#parts;
    const { ours, channel, theirs, name, language, optedOutAt, lastInboundAt, createdAt } = row;
    return {
      contact: { ours, channel, theirs },
      name,
      language,
      optedOutAt,
      lastInboundAt,
      createdAt,
      attributes: known.attributesOf(row),
      verified: known.verifiedOf(row),
      conversations: (await this.#statements.conversations.execute({ id })).map((one) => one.id),
      texts: (await this.#statements.texts.execute({ id })).map((message) => shownMessage(message, sealer)),
    };
  }

  /** Step by step, each by an index: who is erased must not hold up the others. */
  async erase(id: number): Promise<Erased> {
    await this.#parts.contacts.lock(id);
    const { countTexts, eraseJobs, eraseTexts, eraseConversations, erase } = this.#statements;
    const texts = (await countTexts.execute({ id }))[0]?.count ?? 0;
    await eraseJobs.execute({ id });
    await eraseTexts.execute({ id });
    const { rowCount } = await eraseConversations.execute({ id });
    await erase.execute({ id });
    return { conversations: rowCount ?? 0, texts };
  }
}

function preparePeople(db: OpenDatabase['db']) {
  const isTheirs = eq(conversations.contactId, value('id'));
  const isApart = and(eq(messages.contactId, value('id')), isNull(messages.conversationId));
  const ofConversations = inArray(
    messages.conversationId,
    db.select({ id: conversations.id }).from(conversations).where(isTheirs),
  );
  const isEvent = and(eq(jobs.kind, sql`'event'`), isNull(jobs.deadAt));
  const row = eq(contacts.id, value('id'));
  return {
    held: db
      .select()
      .from(contacts)
      .where(or(eq(contacts.theirs, value('address')), eq(contacts.verifiedPhoneHash, value('hash'))))
      .orderBy(asc(contacts.id))
      .prepare('people_held'),
    byId: db.select().from(contacts).where(row).prepare('people_byid'),
    conversations: db
      .select({ id: conversations.id })
      .from(conversations)
      .where(isTheirs)
      .orderBy(asc(conversations.id))
      .prepare('people_conversations'),
    texts: db.select().from(messages).where(isApart).orderBy(asc(messages.id)).prepare('people_texts'),
    countTexts: db.select({ count: count() }).from(messages).where(or(ofConversations, isApart)).prepare('people_counttexts'),
    eraseJobs: db
      .delete(jobs)
      .where(and(eq(jobs.contactId, value('id')), or(isEvent, isNotNull(jobs.deadAt))))
      .prepare('people_erasejobs'),
    eraseTexts: db.delete(messages).where(isApart).prepare('people_erasetexts'),
    eraseConversations: db.delete(conversations).where(isTheirs).prepare('people_eraseconversations'),
    erase: db.delete(contacts).where(row).prepare('people_erase'),
  };
}
