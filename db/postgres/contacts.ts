import { and, desc, eq, sql } from 'drizzle-orm';
import type { Attributes } from '../../src/engine/value.ts';
import type { Sealer } from '../../src/lib/seal.ts';
import type { ContactKey } from '../../src/runtime/ports.ts';
import type { VerifiedContact } from '../../src/runtime/reads.ts';
import type { Verified } from '../../src/runtime/store.ts';
import type { KeyedHash } from '../shared/keyed-hash.ts';
import { tellOptedOut } from './listener.ts';
import type { OpenDatabase } from './open-database.ts';
import { contacts, optOuts, ownNumbers } from './schema.ts';
import { plainText } from './plain-text.ts';
import { one, Rejected } from './transactions.ts';

const value = sql.placeholder;

type ContactRow = typeof contacts.$inferSelect;

type VerifiedColumns = Pick<ContactRow, 'verifiedPhone' | 'verifiedAt' | 'verifiedUntil' | 'verifiedBy'>;

/** Who people are to us, and who of them has opted out. To be run in a transaction. */
export class Contacts {
  readonly #statements: ReturnType<typeof prepareContacts>;
  readonly #sealer: Sealer;
  readonly #hash: KeyedHash;
  readonly #node: () => number;

  constructor({ db }: OpenDatabase, sealer: Sealer, hash: KeyedHash, node: () => number) {
    this.#node = node;
    this.#statements = prepareContacts(db);
    this.#sealer = sealer;
    this.#hash = hash;
  }

  async find({ ours, channel, theirs }: ContactKey): Promise<ContactRow | undefined> {
    return await one(this.#statements.find, { ours, channel, theirs });
  }

  /** Until the transaction ends, nobody else changes anything of this contact. */
  async lock(id: number): Promise<void> {
    await this.#statements.lock.execute({ id });
  }

  /** Adds the contact when it is new, and locks it. Returns its id. */
  async idOf(contact: ContactKey, now: number, name: string | null = null): Promise<number> {
    const id = (await this.find(contact))?.id ?? (await this.#add(contact, now, name));
    await this.lock(id);
    return id;
  }

  async keyOf(id: number): Promise<ContactKey | null> {
    const row = await one(this.#statements.byId, { id });
    return row ? { ours: row.ours, channel: row.channel, theirs: row.theirs } : null;
  }

  attributesOf(row: Pick<ContactRow, 'attributes'>): Attributes {
    return row.attributes ? (JSON.parse(this.#sealer.open(row.attributes)) as Attributes) : {};
  }

  async setAttributes(id: number, attributes: Attributes): Promise<void> {
    await this.#statements.setAttributes.execute({ id, attributes: this.#sealer.seal(JSON.stringify(attributes)) });
  }

  verifiedOf({ verifiedPhone, verifiedAt, verifiedUntil, verifiedBy }: VerifiedColumns): Verified | null {
    if (!verifiedPhone || verifiedAt === null || verifiedUntil === null) return null;
    return { phone: this.#sealer.open(verifiedPhone), at: verifiedAt, until: verifiedUntil, by: verifiedBy ?? '' };
  }

  async setVerified(id: number, { phone, at, until, by }: Verified): Promise<void> {
    await this.#statements.setVerified.execute({ id, phone: this.#sealer.seal(phone), hash: this.#hash(phone), at, until, by });
  }

  async setLanguage(id: number, language: string | null): Promise<void> {
    await this.#statements.setLanguage.execute({ id, language });
  }

  /** They wrote to us just now. Only WhatsApp asks when that was. */
  async heardFrom(id: number, { channel }: ContactKey, now: number): Promise<void> {
    if (channel === 'whatsapp') await this.#statements.heardFrom.execute({ id, at: now });
  }

  /** The latest first. */
  async verifiedBy(phone: string): Promise<VerifiedContact[]> {
    return (await this.#statements.byVerifiedPhone.execute({ hash: this.#hash(phone) })).map((row) => ({
      address: row.theirs,
      channel: row.channel,
      ours: row.ours,
      verifiedAt: row.verifiedAt ?? 0,
      verifiedUntil: row.verifiedUntil ?? 0,
      verifiedBy: row.verifiedBy ?? '',
    }));
  }

  /** Also of a contact that is not there any more. */
  async hasOptedOut(contact: ContactKey): Promise<boolean> {
    const row = await this.find(contact);
    return row ? row.optedOutAt !== null : this.#isListed(contact);
  }

  /** False when it was so before. */
  async optOut(id: number, now: number): Promise<boolean> {
    const row = await one(this.#statements.byId, { id });
    if (!row || row.optedOutAt !== null) return false;
    await this.#statements.setOptedOut.execute({ id, at: now });
    await this.#statements.list.execute({ key: this.optOutKey(row), at: now });
    // What another process is about to say to them is not said.
    await this.#statements.tell.execute({ id, node: this.#node() });
    return true;
  }

  async optIn(id: number, contact: ContactKey): Promise<void> {
    await this.#statements.setOptedOut.execute({ id, at: null });
    await this.#statements.unlist.execute({ key: this.optOutKey(contact) });
  }

  async #add({ ours, channel, theirs }: ContactKey, now: number, name: string | null): Promise<number> {
    const optedOut = (await this.#isListed({ ours, channel, theirs })) ? now : null;
    await this.#statements.addOwnNumber.execute({ ours, channel });
    // Another process may be adding the same person: then its row is the one.
    const added = await one(this.#statements.add, { ours, channel, theirs, name: plainText(name), optedOut, now });
    const id = added?.id ?? (await this.find({ ours, channel, theirs }))?.id;
    if (id === undefined) throw new Rejected('conflict');
    return id;
  }

  async #isListed(contact: ContactKey): Promise<boolean> {
    return (await one(this.#statements.listed, { key: this.optOutKey(contact) })) !== undefined;
  }

  /** What stands for a contact in the list of those who opted out. */
  optOutKey({ ours, channel, theirs }: ContactKey): Buffer {
    return this.#hash(`${channel} ${ours} ${theirs}`);
  }
}

/** When the oldest text to a contact was said that has not left yet. By an index of jobs, so that a webhook reads an entry more and makes no statement more. */
export const unsentSince = sql<number | null>`(
  select m.at from jobs j join messages m on m.id = j.message_id
  where j.contact_id = contacts.id and j.dead_at is null and j.kind in ('send', 'settle')
  order by j.message_id limit 1
)`.mapWith(Number);
/** Whether messages of a contact were only stored and are not handled yet. */
export const behind = sql<boolean>`exists (
  select 1 from jobs j where j.contact_id = contacts.id and j.dead_at is null and j.kind = 'message'
)`;

function prepareContacts(db: OpenDatabase['db']) {
  const isContact = and(
    eq(contacts.theirs, value('theirs')),
    eq(contacts.ours, value('ours')),
    eq(contacts.channel, value('channel')),
  );
  return {
    find: db.select().from(contacts).where(isContact).prepare('contacts_find'),
    byId: db
      .select()
      .from(contacts)
      .where(eq(contacts.id, value('id')))
      .prepare('contacts_byId'),
    lock: db
      .select({ id: contacts.id })
      .from(contacts)
      .where(eq(contacts.id, value('id')))
      .for('no key update')
      .prepare('contacts_lock'),
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
      .onConflictDoNothing()
      .returning({ id: contacts.id })
      .prepare('contacts_add'),
    addOwnNumber: db
      .insert(ownNumbers)
      .values({ ours: value('ours'), channel: value('channel') })
      .onConflictDoNothing()
      .prepare('contacts_addOwnNumber'),
    setAttributes: db
      .update(contacts)
      .set({ attributes: sql`${value('attributes')}` })
      .where(eq(contacts.id, value('id')))
      .prepare('contacts_setAttributes'),
    setVerified: db
      .update(contacts)
      .set({
        verifiedPhone: sql`${value('phone')}`,
        verifiedPhoneHash: sql`${value('hash')}`,
        verifiedAt: sql`${value('at')}`,
        verifiedUntil: sql`${value('until')}`,
        verifiedBy: sql`${value('by')}`,
      })
      .where(eq(contacts.id, value('id')))
      .prepare('contacts_setVerified'),
    setLanguage: db
      .update(contacts)
      .set({ language: sql`${value('language')}` })
      .where(eq(contacts.id, value('id')))
      .prepare('contacts_setLanguage'),
    heardFrom: db
      .update(contacts)
      .set({ lastInboundAt: sql`${value('at')}` })
      .where(eq(contacts.id, value('id')))
      .prepare('contacts_heardFrom'),
    byVerifiedPhone: db
      .select()
      .from(contacts)
      .where(eq(contacts.verifiedPhoneHash, value('hash')))
      .orderBy(desc(contacts.verifiedAt))
      .prepare('contacts_byVerifiedPhone'),
    setOptedOut: db
      .update(contacts)
      .set({ optedOutAt: sql`${value('at')}` })
      .where(eq(contacts.id, value('id')))
      .prepare('contacts_setOptedOut'),
    list: db
      .insert(optOuts)
      .values({ key: value('key'), at: value('at') })
      .onConflictDoNothing()
      .prepare('contacts_list'),
    unlist: db
      .delete(optOuts)
      .where(eq(optOuts.key, value('key')))
      .prepare('contacts_unlist'),
    tell: db
      .select({ told: tellOptedOut(value('id'), value('node')) })
      .from(contacts)
      .where(eq(contacts.id, value('id')))
      .prepare('contacts_tell'),
    listed: db
      .select({ at: optOuts.at })
      .from(optOuts)
      .where(eq(optOuts.key, value('key')))
      .prepare('contacts_listed'),
  };
}
