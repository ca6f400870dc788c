import { and, desc, eq, sql } from 'drizzle-orm';
import type { Attributes } from '../../src/engine/value.ts';
import type { Sealer } from '../../src/lib/seal.ts';
import type { ContactKey } from '../../src/runtime/ports.ts';
import type { VerifiedContact } from '../../src/runtime/reads.ts';
import type { Verified } from '../../src/runtime/store.ts';
import type { KeyedHash } from '../shared/keyed-hash.ts';
import { directRead, directWrite } from './direct.ts';
import type { OpenDatabase } from './open-database.ts';
import { contacts, optOuts, ownNumbers } from './schema.ts';

const value = sql.placeholder;

type ContactRow = typeof contacts.$inferSelect;
type VerifiedColumns = Pick<ContactRow, 'verifiedPhone' | 'verifiedAt' | 'verifiedUntil' | 'verifiedBy'>;

/** Who people are to us, and who of them has opted out. All synchronous, to be run in a group. */
export class Contacts {
  readonly #statements: ReturnType<typeof prepareContacts>;
  readonly #sealer: Sealer;
  readonly #hash: KeyedHash;

  constructor(database: OpenDatabase, sealer: Sealer, hash: KeyedHash) {
    this.#statements = prepareContacts(database);
    this.#sealer = sealer;
    this.#hash = hash;
  }

  /** Adds the contact when it is new. Returns its id. */
  idOf(contact: ContactKey, now: number, name: string | null = null): number {
    return this.#statements.find.get(contact)?.id ?? this.#add(contact, now, name);
  }

  keyOf(id: number): ContactKey | null {
    const row = this.#statements.byId.get({ id });
    return row ? { ours: row.ours, channel: row.channel, theirs: row.theirs } : null;
  }

  attributesOf(row: Pick<ContactRow, 'attributes'>): Attributes {
    return row.attributes ? (JSON.parse(this.#sealer.open(row.attributes)) as Attributes) : {};
  }

  setAttributes(id: number, attributes: Attributes): void {
    this.#statements.setAttributes.run({ id, attributes: this.#sealer.seal(JSON.stringify(attributes)) });
  }

  verifiedOf({ verifiedPhone, verifiedAt, verifiedUntil, verifiedBy }: VerifiedColumns): Verified | null {
    if (!verifiedPhone || verifiedAt === null || verifiedUntil === null) return null;
    return { phone: this.#sealer.open(verifiedPhone), at: verifiedAt, until: verifiedUntil, by: verifiedBy ?? '' };
  }

  setVerified(id: number, { phone, at, until, by }: Verified): void {
    this.#statements.setVerified.run({ id, phone: this.#sealer.seal(phone), hash: this.#hash(phone), at, until, by });
  }

  setLanguage(id: number, language: string | null): void {
    this.#statements.setLanguage.run({ id, language });
  }

  /** They wrote to us just now. Only WhatsApp asks when that was. */
  heardFrom(id: number, { channel }: ContactKey, now: number): void {
    if (channel === 'whatsapp') this.#statements.heardFrom.run({ id, at: now });
  }

  /** The latest first. */
  verifiedBy(phone: string): VerifiedContact[] {
    return this.#statements.byVerifiedPhone.all({ hash: this.#hash(phone) }).map((row) => ({
      address: row.theirs,
      channel: row.channel,
      ours: row.ours,
      verifiedAt: row.verifiedAt ?? 0,
      verifiedUntil: row.verifiedUntil ?? 0,
      verifiedBy: row.verifiedBy ?? '',
    }));
  }

  /** Also of a contact that is not there any more. */
  hasOptedOut(contact: ContactKey): boolean {
    const row = this.#statements.find.get(contact);
    return row ? row.optedOutAt !== null : this.isListed(contact);
  }

  /** Is on the list of opted-out addresses, which outlives the contacts. */
  isListed(contact: ContactKey): boolean {
    return this.#statements.listed.get({ key: this.#keyOf(contact) }) !== undefined;
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
    const optedOut = this.isListed({ ours, channel, theirs }) ? now : null;
    this.#statements.addOwnNumber.run({ ours, channel });
    return Number(this.#statements.add.run({ ours, channel, theirs, name, optedOut, now }).lastInsertRowid);
  }

  #keyOf({ ours, channel, theirs }: ContactKey): Buffer {
    return this.#hash(`${channel} ${ours} ${theirs}`);
  }
}

function prepareContacts({ raw, db }: OpenDatabase) {
  const isContact = and(
    eq(contacts.theirs, value('theirs')),
    eq(contacts.ours, value('ours')),
    eq(contacts.channel, value('channel')),
  );
  return {
    find: directRead(raw, db.select({ id: contacts.id, optedOutAt: contacts.optedOutAt }).from(contacts).where(isContact)),
    byId: db
      .select()
      .from(contacts)
      .where(eq(contacts.id, value('id')))
      .prepare(),
    add: directWrite(
      raw,
      db.insert(contacts).values({
        ours: value('ours'),
        channel: value('channel'),
        theirs: value('theirs'),
        name: value('name'),
        optedOutAt: value('optedOut'),
        createdAt: value('now'),
      }),
    ),
    addOwnNumber: db
      .insert(ownNumbers)
      .values({ ours: value('ours'), channel: value('channel') })
      .onConflictDoNothing()
      .prepare(),
    setAttributes: db
      .update(contacts)
      .set({ attributes: sql`${value('attributes')}` })
      .where(eq(contacts.id, value('id')))
      .prepare(),
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
      .prepare(),
    setLanguage: db
      .update(contacts)
      .set({ language: sql`${value('language')}` })
      .where(eq(contacts.id, value('id')))
      .prepare(),
    heardFrom: db
      .update(contacts)
      .set({ lastInboundAt: sql`${value('at')}` })
      .where(eq(contacts.id, value('id')))
      .prepare(),
    byVerifiedPhone: db
      .select()
      .from(contacts)
      .where(eq(contacts.verifiedPhoneHash, value('hash')))
      .orderBy(desc(contacts.verifiedAt))
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
