import type { Attributes } from '../engine/value.ts';
import { normalizePhone } from '../lib/phone.ts';
import type { ContactRecord, Erased, PeopleStore } from './people-store.ts';
import type { ContactKey } from './ports.ts';
import type { ConversationDetail, Reads } from './reads.ts';

/** How much of a person was erased. `codes`: how many sent codes nobody can tell any more whom they went to. */
export interface ErasedPerson extends Erased {
  readonly contacts: number;
  readonly codes: number;
}

/** All that is held on a person, secrets hidden. */
export interface HeldPerson {
  readonly address: string;
  readonly contacts: readonly (Omit<ContactRecord, 'conversations'> & {
    readonly conversations: readonly ConversationDetail[];
  })[];
}

interface Parts {
  readonly store: PeopleStore & Pick<Reads, 'readConversation'>;
  /** Erases a contact while nothing else happens to it; null when there is none. */
  readonly eraseContact: (contactId: number) => Promise<Erased | null>;
  readonly forget: (who: { readonly phones: readonly string[]; readonly contacts: readonly ContactKey[] }) => Promise<number>;
  /** The names of secret attributes. */
  readonly secrets: () => ReadonlySet<string>;
  /** The country of our own number, for numbers written without one. */
  readonly country: string | undefined;
}

const HIDDEN = '•••';

/** What is held on people, by their address: shown whole, or erased. */
export class People {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Everybody with that address on any channel, and everybody whose verified number it is. Zeros when nothing was held. */
  async erase(typed: string): Promise<ErasedPerson> {
    const address = this.#addressOf(typed);
    const found = await this.#parts.store.findContacts({ address });
    const sum = { contacts: 0, conversations: 0, texts: 0 };
    for (const { id } of found) {
      const erased = await this.#parts.eraseContact(id);
      if (!erased) continue;
      sum.contacts++;
      sum.conversations += erased.conversations;
      sum.texts += erased.texts;
    }
    // Last, because until then a code may still be sent to them.
    const codes = await this.#parts.forget({ phones: [address], contacts: found.map(({ contact }) => contact) });
    return { ...sum, codes };
  }

  /** One contact alone; null when there is none. */
  async eraseContact(contactId: number): Promise<Erased | null> {
    const held = await this.#parts.store.readContact({ contactId });
    if (!held) return null;
    const erased = await this.#parts.eraseContact(contactId);
    await this.#parts.forget({ phones: [held.contact.theirs], contacts: [held.contact] });
    return erased;
  }

  async held(typed: string): Promise<HeldPerson> {
    const { store } = this.#parts;
    const address = this.#addressOf(typed);
    const contacts: HeldPerson['contacts'][number][] = [];
    for (const { id } of await store.findContacts({ address })) {
      const record = await store.readContact({ contactId: id });
      if (record)
        contacts.push({ ...record, attributes: this.#open(record.attributes), conversations: await this.#talks(record) });
    }
    return { address, contacts };
  }

  async #talks({ conversations }: ContactRecord): Promise<ConversationDetail[]> {
    const details: ConversationDetail[] = [];
    for (const id of conversations) {
      const detail = await this.#parts.store.readConversation({ id });
      if (detail) details.push(detail);
    }
    return details;
  }

  /** An address of WhatsApp may be no number at all. */
  #addressOf(typed: string): string {
    const bare = typed.trim().replace(/^whatsapp:/, '');
    return normalizePhone(bare, this.#parts.country) ?? bare;
  }

  #open(attributes: Attributes): Attributes {
    const secrets = this.#parts.secrets();
    return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, secrets.has(name) ? HIDDEN : value]));
  }
}
