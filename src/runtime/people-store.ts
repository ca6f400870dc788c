import type { Attributes } from '../engine/value.ts';
import type { ContactKey } from './ports.ts';
import type { TranscriptItem } from './reads.ts';
import type { Verified } from './verified.ts';

/** How much of a person was erased. */
export interface Erased {
  readonly conversations: number;
  readonly texts: number;
}

/** What is held on a contact beside their conversations. Times are wall milliseconds. */
export interface ContactRecord {
  readonly contact: ContactKey;
  readonly name: string | null;
  readonly language: string | null;
  /** Attributes that outlive a conversation, those with secrets too. */
  readonly attributes: Attributes;
  readonly verified: Verified | null;
  readonly optedOutAt: number | null;
  readonly lastInboundAt: number | null;
  readonly createdAt: number;
  /** The ids of their conversations, oldest first. */
  readonly conversations: readonly number[];
  /** Texts outside conversations, oldest first, secrets hidden. */
  readonly texts: readonly TranscriptItem[];
}

/** What is held on people. Each method is one whole atomic operation. */
export interface PeopleStore {
  /** The contacts with that address, and those whose verified number it is, trusted still or not. */
  findContacts(query: { readonly address: string }): Promise<readonly { readonly id: number; readonly contact: ContactKey }[]>;
  /** Null when there is no such contact. */
  readContact(query: { readonly contactId: number }): Promise<ContactRecord | null>;
  /** Erases a contact with all their conversations, texts and jobs. That they have opted out stays known, as a keyed hash. */
  eraseContact(query: { readonly contactId: number }): Promise<Erased>;
}
