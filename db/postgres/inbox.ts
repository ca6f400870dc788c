import { and, asc, eq, ne, sql } from 'drizzle-orm';
import type { KeptMessage, NewMessage, Store, TurnCommit } from '../../src/runtime/store.ts';
import { type Bodies, readFiles, writeMedia } from '../shared/bodies.ts';
import type { Contacts } from './contacts.ts';
import type { KeyedHash } from '../shared/keyed-hash.ts';
import type { OpenDatabase } from './open-database.ts';
import { plainText } from './plain-text.ts';
import { conversations, dedupe, jobs, messages } from './schema.ts';
import { one, Rejected } from './transactions.ts';

const value = sql.placeholder;

/** Messages that may wait for the next capture of one contact. */
const MAX_KEPT = 20;
/** How long a kept message that begins a flow has for its turn before a job sees to it. */
const LEFT_OVER_WAIT = 10_000;

type RecordQuery = Parameters<Store['record']>[0];

/** What the conversation has to be for a message to wait for it. */
const EXPECTED = { kept: 'busy', handed_off: 'handed_off' } as const;

interface Place {
  /** The key of its id. */
  readonly key: Buffer;
  readonly contactId: number;
  readonly conversationId: number | null;
  readonly status: string;
  readonly now: number;
}

/** What people send: each message id once, and what becomes of it. To be run in a transaction. */
export class Inbox {
  readonly #statements: ReturnType<typeof prepareInbox>;
  readonly #contacts: Contacts;
  readonly #bodies: Bodies;
  readonly #hash: KeyedHash;

  constructor({ db }: OpenDatabase, parts: { contacts: Contacts; bodies: Bodies; hash: KeyedHash }) {
    this.#statements = prepareInbox(db);
    this.#contacts = parts.contacts;
    this.#bodies = parts.bodies;
    this.#hash = parts.hash;
  }

  /** The key of a message id that was not taken before; null for one that was. */
  async newKey(sid: string): Promise<Buffer | null> {
    const key = this.#hash(sid);
    return (await one(this.#statements.seen, { key })) ? null : key;
  }

  /** Adds a message that was not seen before. `shown` is what is kept of it. Returns its row. */
  async add(message: NewMessage, shown: string, { key, contactId, conversationId, status, now }: Place): Promise<number> {
    const { sid, media, button, location } = message;
    const row = { contactId, conversationId, status, sid, button: plainText(button), at: now };
    const added = await one(this.#statements.add, {
      ...row,
      text: this.#bodies.seal(shown),
      media: plainText(writeMedia(media)),
      extra: this.#bodies.sealPlace(location),
    });
    const messageId = added?.id ?? -1;
    // Another process may have taken it at the same moment.
    if (!(await one(this.#statements.addSeen, { key, messageId, at: now }))) throw new Rejected('seen');
    return messageId;
  }

  async record(query: RecordQuery): Promise<'recorded' | 'full' | 'seen' | 'moved'> {
    const { contact, conversationId, message, now } = query;
    const contactId = query.contactId ?? (await this.#contacts.idOf(contact, now, message.name));
    await this.#contacts.lock(contactId);
    const key = await this.newKey(message.sid);
    if (!key) return 'seen';
    if (!(await this.#stillFits(query.status, contactId, conversationId))) return 'moved';
    await this.#contacts.heardFrom(contactId, contact, now);
    const full = query.status === 'kept' && (await this.#isFull(contactId));
    const status = full ? 'not_used' : query.status;
    const messageId = await this.add(message, message.text, { key, contactId, conversationId, status, now });
    if (status === 'received') await this.#statements.addJob.execute({ messageId, contactId, dueAt: now });
    return full ? 'full' : 'recorded';
  }

  async readReceived(messageId: number): Promise<KeptMessage | null> {
    const row = await one(this.#statements.received, { messageId });
    return row ? this.#read(row) : null;
  }

  async settleReceived(messageId: number, status: 'kept' | 'unanswered' | 'handed_off'): Promise<'settled' | 'moved'> {
    const found = await one(this.#statements.received, { messageId });
    if (!found) return 'settled';
    await this.#contacts.lock(found.contactId);
    const row = await one(this.#statements.received, { messageId });
    if (!row) return 'settled';
    const open = status === 'unanswered' ? undefined : await one(this.#statements.openStatus, { contactId: row.contactId });
    if (status !== 'unanswered' && open?.status !== EXPECTED[status]) return 'moved';
    const full = status === 'kept' && (await this.#isFull(row.contactId));
    await this.#statements.settle.execute({ id: messageId, status: full ? 'not_used' : status, conversationId: null });
    return 'settled';
  }

  /** Messages that wait for the next capture, oldest first, still to be unsealed. */
  async kept(contactId: number): Promise<() => KeptMessage[]> {
    const rows = await this.#statements.kept.execute({ contactId });
    return () => rows.map((row) => this.#read(row));
  }

  /** What a turn made of a message whose row was there. One that belonged to no conversation belongs to this one from now on. */
  async settle(
    { id, status, shown, bare }: TurnCommit['read'][number],
    { contactId, conversationId, now }: Omit<Place, 'key' | 'status'>,
  ): Promise<void> {
    if (status === 'received') await this.#statements.addJob.execute({ messageId: id, contactId, dueAt: now + LEFT_OVER_WAIT });
    if (shown === null) await this.#statements.settle.execute({ id, status, conversationId });
    else {
      const hide = bare ? this.#statements.settleBare : this.#statements.settleAndHide;
      await hide.execute({ id, status, conversationId, text: this.#bodies.seal(shown) });
    }
  }

  /** How many wait for the next capture. */
  async countKept(contactId: number): Promise<number> {
    return (await one(this.#statements.countKept, { contactId }))?.count ?? 0;
  }

  /** Nothing that is kept will be answered. */
  async giveUpKept(contactId: number): Promise<void> {
    await this.#statements.giveUpKept.execute({ contactId });
  }

  /** Another process may have moved the conversation on since it was read: what is kept then would wait for ever. */
  async #stillFits(status: RecordQuery['status'], contactId: number, conversationId: number | null): Promise<boolean> {
    if (status === 'received') return true;
    const open = await one(this.#statements.openStatus, { contactId });
    if (status === 'unanswered') return conversationId !== null || open === undefined;
    return open?.id === conversationId && open?.status === EXPECTED[status];
  }

  async #isFull(contactId: number): Promise<boolean> {
    return (await this.countKept(contactId)) >= MAX_KEPT;
  }

  #read(row: typeof messages.$inferSelect): KeptMessage {
    const { id, text, media, button, extra } = row;
    return { id, text: this.#bodies.open(text), media: readFiles(media), button, location: this.#bodies.openPlace(extra) };
  }
}

function prepareInbox(db: OpenDatabase['db']) {
  const isKept = and(eq(messages.contactId, value('contactId')), eq(messages.status, sql`'kept'`));
  const settled = {
    status: sql`${value('status')}`,
    conversationId: sql`coalesce(${messages.conversationId}, ${value('conversationId')})`,
  };
  return {
    seen: db
      .select({ messageId: dedupe.messageId })
      .from(dedupe)
      .where(eq(dedupe.key, value('key')))
      .prepare('inbox_seen'),
    addSeen: db
      .insert(dedupe)
      .values({ key: value('key'), messageId: value('messageId'), at: value('at') })
      .onConflictDoNothing()
      .returning({ messageId: dedupe.messageId })
      .prepare('inbox_addSeen'),
    add: db
      .insert(messages)
      .values({
        contactId: value('contactId'),
        conversationId: value('conversationId'),
        direction: 'in',
        status: value('status'),
        sid: value('sid'),
        text: value('text'),
        media: value('media'),
        extra: value('extra'),
        button: value('button'),
        at: value('at'),
      })
      .returning({ id: messages.id })
      .prepare('inbox_add'),
    addJob: db
      .insert(jobs)
      .values({ kind: 'message', messageId: value('messageId'), contactId: value('contactId'), dueAt: value('dueAt') })
      .prepare('inbox_addJob'),
    openStatus: db
      .select({ id: conversations.id, status: conversations.status })
      .from(conversations)
      .where(and(eq(conversations.contactId, value('contactId')), ne(conversations.status, sql`'ended'`)))
      .prepare('inbox_openStatus'),
    received: db
      .select()
      .from(messages)
      .where(and(eq(messages.id, value('messageId')), eq(messages.status, sql`'received'`)))
      .prepare('inbox_received'),
    kept: db.select().from(messages).where(isKept).orderBy(asc(messages.id)).prepare('inbox_kept'),
    countKept: db
      .select({ count: sql`count(*)`.mapWith(Number) })
      .from(messages)
      .where(isKept)
      .prepare('inbox_countKept'),
    settle: db
      .update(messages)
      .set(settled)
      .where(eq(messages.id, value('id')))
      .prepare('inbox_settle'),
    settleAndHide: db
      .update(messages)
      .set({ ...settled, text: sql`${value('text')}` })
      .where(eq(messages.id, value('id')))
      .prepare('inbox_settleAndHide'),
    settleBare: db
      .update(messages)
      .set({ ...settled, text: sql`${value('text')}`, media: null, button: null, extra: null })
      .where(eq(messages.id, value('id')))
      .prepare('inbox_settleBare'),
    giveUpKept: db.update(messages).set({ status: 'unanswered' }).where(isKept).prepare('inbox_giveUpKept'),
  };
}
