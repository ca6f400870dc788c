import { and, eq, sql } from 'drizzle-orm';
import type { Attributes } from '../../src/engine/value.ts';
import type { Sealer } from '../../src/lib/seal.ts';
import type { ContactKey } from '../../src/runtime/ports.ts';
import type { KeyedHash } from './keyed-hash.ts';
import type { OpenDatabase } from './open-database.ts';
import { contacts, optOuts } from './schema.ts';

const value = sql.placeholder;

export type ContactRow = typeof contacts.$inferSelect;

/** Who people are to us, and who of them has opted out. All synchronous, to be run in a group. */
export class Contacts {
  readonly #statements: ReturnType<typeof prepareContacts>;
  readonly #sealer: Sealer;
  readonly #hash: KeyedHash;

  constructor({ db }: OpenDatabase, sealer: Sealer, hash: KeyedHash) {
    this.#statements = prepareContacts(db);
    this.#sealer = sealer;
    this.#hash = hash;
  }

  find({ ours, channel, theirs }: ContactKey): ContactRow | undefined {
    return this.#statements.find.get({ ours, channel, theirs });
  }

  /** Adds the contact when it is new. Returns its id. */
  idOf(contact: ContactKey, now: number, name: string | null = null): number {
    return this.find(contact)?.id ?? this.#add(contact, now, name);
  }

  attributesOf(row: ContactRow): Attributes {
    return row.attributes ? (JSON.parse(this.#sealer.open(row.attributes)) as Attributes) : {};
  }

  setAttributes(id: number, attributes: Attributes): void {
    this.#statements.setAttributes.run({ id, attributes: this.#sealer.seal(JSON.stringify(attributes)) });
  }

  /** Also of a contact that is not there any more. */
  hasOptedOut(contact: ContactKey): boolean {
    const row = this.find(contact);
    return row ? row.optedOutAt !== null : this.#isListed(contact);
  }

  /** False when it was so before. */
  optOut(id: number, now: number): boolean {
    const row = this.#statements.byId.get({ id });
    if (!row || row.optedOutAt !== null) return false;
    this.#statements.setOptedOut.run({ id, at: now });
    this.#statements.list.run({ key: this.#keyOf(row), at: now });
    return true;
  }

  optIn(id: number, contact: ContactKey): void {
    this.#statements.setOptedOut.run({ id, at: null });
    this.#statements.unlist.run({ key: this.#keyOf(contact) });
  }

  #add({ ours, channel, theirs }: ContactKey, now: number, name: string | null): number {
    const optedOut = this.#isListed({ ours, channel, theirs }) ? now : null;
    return Number(this.#statements.add.run({ ours, channel, theirs, name, optedOut, now }).lastInsertRowid);
  }

  #isListed(contact: ContactKey): boolean {
    return this.#statements.listed.get({ key: this.#keyOf(contact) }) !== undefined;
  }

  #keyOf({ ours, channel, theirs }: ContactKey): Buffer {
    return this.#hash(`${channel} ${ours} ${theirs}`);
  }
}

function prepareContacts(db: OpenDatabase['db']) {
  const isContact = and(
    eq(contacts.theirs, value('theirs')),
    eq(contacts.ours, value('ours')),
    eq(contacts.channel, value('channel')),
  );
  return {
    find: db.select().from(contacts).where(isContact).prepare(),
    byId: db
      .select()
      .from(contacts)
      .where(eq(contacts.id, value('id')))
      .prepare(),
    add: db
      .insert(contacts)
      .values({
        ours: value('ours'),
        channel: value('channel'),
        theirs: value('theirs'),
        name: value('name'),
        optedOutAt: value('optedOut'),
        createdAt: value('now'),
      })
      .prepare(),
    setAttributes: db
      .update(contacts)
      .set({ attributes: sql`${value('attributes')}` })
      .where(eq(contacts.id, value('id')))
      .prepare(),
    setOptedOut: db
      .update(contacts)
      .set({ optedOutAt: sql`${value('at')}` })
      .where(eq(contacts.id, value('id')))
      .prepare(),
    list: db
      .insert(optOuts)
      .values({ key: value('key'), at: value('at') })
      .onConflictDoNothing()
      .prepare(),
    unlist: db
      .delete(optOuts)
      .where(eq(optOuts.key, value('key')))
      .prepare(),
    listed: db
      .select({ at: optOuts.at })
      .from(optOuts)
      .where(eq(optOuts.key, value('key')))
      .prepare(),
  };
}
