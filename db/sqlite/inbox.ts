import { and, asc, eq, sql } from 'drizzle-orm';
import type { KeptMessage, NewMessage, Store, TurnCommit } from '../../src/runtime/store.ts';
import { type Bodies, readFiles, writeMedia } from '../shared/bodies.ts';
import type { Contacts } from './contacts.ts';
import type { KeyedHash } from '../shared/keyed-hash.ts';
import { directRead, directWrite } from './direct.ts';
import type { OpenDatabase } from './open-database.ts';
import { dedupe, jobs, messages } from './schema.ts';

const value = sql.placeholder;

/** Messages that may wait for the next capture of one contact. */
const MAX_KEPT = 20;
/** Keys that are remembered from a look-up to the commit: more than messages are under way. */
const MAX_KEYS = 2_000;
/** How long a kept message that begins a flow has for its turn before a job sees to it. */
const LEFT_OVER_WAIT = 10_000;

interface Place {
  /** The key of its id. */
  readonly key: Buffer;
  readonly contactId: number;
  readonly conversationId: number | null;
  readonly status: string;
  readonly now: number;
}

/** What people send: each message id once, and what becomes of it. All synchronous, to be run in a group. */
export class Inbox {
  readonly #statements: ReturnType<typeof prepareInbox>;
  readonly #contacts: Contacts;
  readonly #bodies: Bodies;
  readonly #hash: KeyedHash;
  /** Of messages that were looked up a moment ago and are about to be added. */
  readonly #keys = new Map<string, Buffer>();

  constructor(database: OpenDatabase, parts: { contacts: Contacts; bodies: Bodies; hash: KeyedHash }) {
    this.#statements = prepareInbox(database);
    this.#contacts = parts.contacts;
    this.#bodies = parts.bodies;
    this.#hash = parts.hash;
  }

  /** The row of a message that was taken before. It may be gone by now: the id outlives it. */
  seen(sid: string): number | null {
    const key = this.#hash(sid);
    const found = this.#statements.seen.get({ key });
    if (found) return found.messageId;
    if (this.#keys.size >= MAX_KEYS) this.#keys.clear();
    this.#keys.set(sid, key);
    return null;
  }

  /** The key of a message id that was not taken before; null for one that was. */
  newKey(sid: string): Buffer | null {
    const key = this.#keys.get(sid) ?? this.#hash(sid);
    this.#keys.delete(sid);
    return this.#statements.seen.get({ key }) ? null : key;
  }

  /** Adds a message that was not seen before. `shown` is what is kept of it. Returns its row. */
  add(message: NewMessage, shown: string, { key, contactId, conversationId, status, now }: Place): number {
    const { sid, media, button, location } = message;
    const added = this.#statements.add.run({
      contactId,
      conversationId,
      status,
      sid,
      button,
      at: now,
      text: this.#bodies.seal(shown),
      media: writeMedia(media),
      extra: this.#bodies.sealPlace(location),
    });
    const messageId = Number(added.lastInsertRowid);
    this.#statements.addSeen.run({ key, messageId, at: now });
    return messageId;
  }

  record(query: Parameters<Store['record']>[0]): 'recorded' | 'full' | 'seen' {
    const { contact, conversationId, message, now } = query;
    const key = this.newKey(message.sid);
    if (!key) return 'seen';
    const contactId = query.contactId ?? this.#contacts.idOf(contact, now, message.name);
    this.#contacts.heardFrom(contactId, contact, now);
    const full = query.status === 'kept' && this.#isFull(contactId);
    const status = full ? 'not_used' : query.status;
    const messageId = this.add(message, message.text, { key, contactId, conversationId, status, now });
    if (status === 'received') this.#statements.addJob.run({ messageId, contactId, dueAt: now });
    return full ? 'full' : 'recorded';
  }

  readReceived(messageId: number): KeptMessage | null {
    const row = this.#statements.received.get({ messageId });
    return row ? this.#read(row) : null;
  }

  settleReceived(messageId: number, status: 'kept' | 'unanswered' | 'handed_off'): 'settled' {
    const row = this.#statements.received.get({ messageId });
    if (!row) return 'settled';
    const full = status === 'kept' && this.#isFull(row.contactId);
    this.#statements.settle.run({ id: messageId, status: full ? 'not_used' : status, conversationId: null });
    return 'settled';
  }

  /** Messages that wait for the next capture, oldest first. */
  kept(contactId: number): KeptMessage[] {
    return this.#statements.kept.all({ contactId }).map((row) => this.#read(row));
  }

  /** What a turn made of a message whose row was there. One that belonged to no conversation belongs to this one from now on. */
  settle(
    { id, status, shown, bare }: TurnCommit['read'][number],
    { contactId, conversationId, now }: Omit<Place, 'key' | 'status'>,
  ): void {
    if (status === 'received') this.#statements.addJob.run({ messageId: id, contactId, dueAt: now + LEFT_OVER_WAIT });
    if (shown === null) this.#statements.settle.run({ id, status, conversationId });
    else {
      const hide = bare ? this.#statements.settleBare : this.#statements.settleAndHide;
      hide.run({ id, status, conversationId, text: this.#bodies.seal(shown) });
    }
  }

  /** Nothing that is kept will be answered. */
  giveUpKept(contactId: number): void {
    this.#statements.giveUpKept.run({ contactId });
  }

  #isFull(contactId: number): boolean {
    return (this.#statements.countKept.get({ contactId })?.count ?? 0) >= MAX_KEPT;
  }

  #read(row: typeof messages.$inferSelect): KeptMessage {
    const { id, text, media, button, extra } = row;
    return { id, text: this.#bodies.open(text), media: readFiles(media), button, location: this.#bodies.openPlace(extra) };
  }
}

function prepareInbox({ raw, db }: OpenDatabase) {
  const isKept = and(eq(messages.contactId, value('contactId')), eq(messages.status, sql`'kept'`));
  const settled = {
    status: sql`${value('status')}`,
    conversationId: sql`coalesce(${messages.conversationId}, ${value('conversationId')})`,
  };
  return {
    seen: directRead(
      raw,
      db
        .select({ messageId: dedupe.messageId })
        .from(dedupe)
        .where(eq(dedupe.key, value('key'))),
    ),
    addSeen: directWrite(raw, db.insert(dedupe).values({ key: value('key'), messageId: value('messageId'), at: value('at') })),
    add: directWrite(
      raw,
      db.insert(messages).values({
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
      }),
    ),
    addJob: db
      .insert(jobs)
      .values({ kind: 'message', messageId: value('messageId'), contactId: value('contactId'), dueAt: value('dueAt') })
      .prepare(),
    received: db
      .select()
      .from(messages)
      .where(and(eq(messages.id, value('messageId')), eq(messages.status, sql`'received'`)))
      .prepare(),
    kept: db.select().from(messages).where(isKept).orderBy(asc(messages.id)).prepare(),
    countKept: db.select({ count: sql<number>`count(*)` }).from(messages).where(isKept).prepare(),
    settle: db
      .update(messages)
      .set(settled)
      .where(eq(messages.id, value('id')))
      .prepare(),
    settleAndHide: db
      .update(messages)
      .set({ ...settled, text: sql`${value('text')}` })
      .where(eq(messages.id, value('id')))
      .prepare(),
    settleBare: db
      .update(messages)
      .set({ ...settled, text: sql`${value('text')}`, media: null, button: null, extra: null })
      .where(eq(messages.id, value('id')))
      .prepare(),
    giveUpKept: db.update(messages).set({ status: 'unanswered' }).where(isKept).prepare(),
  };
}
