import type { ContactKey } from '../../src/runtime/ports.ts';
import type { Route, Said, Store, TurnCommit } from '../../src/runtime/store.ts';
import { saidOf } from '../shared/bodies.ts';
import type { Contacts } from './contacts.ts';
import type { EventQueue } from './event-queue.ts';
import type { OpenDatabase } from './open-database.ts';
import type { conversations } from './schema.ts';
import { one, Rejected } from './transactions.ts';
import type { TextPlace, TurnRows } from './turn-rows.ts';
import { prepareTurns } from './turn-statements.ts';

type ConversationRow = typeof conversations.$inferSelect;

interface Parts {
  readonly rows: TurnRows;
  readonly contacts: Contacts;
  readonly events: EventQueue;
}

/** Around turns: reading what one needs, and what is said or ended without one. To be run in a transaction. */
export class Turns {
  readonly #statements: ReturnType<typeof prepareTurns>;
  readonly #rows: TurnRows;
  readonly #contacts: Contacts;
  readonly #events: EventQueue;

  constructor({ db }: OpenDatabase, parts: Parts) {
    this.#statements = prepareTurns(db);
    this.#rows = parts.rows;
    this.#contacts = parts.contacts;
    this.#events = parts.events;
  }

  async openConversationOf(contactId: number): Promise<ConversationRow | undefined> {
    return await one(this.#statements.openConversation, { contactId });
  }

  /** Ends a conversation that stands at that revision, and its wait with it. */
  async end(ends: NonNullable<TurnCommit['ends']>, now: number): Promise<void> {
    const ended = await one(this.#statements.endConversation, { ...ends, now });
    if (!ended) throw new Rejected('conflict');
    const place = { contactId: ended.contactId, conversationId: ends.id, now };
    await this.#events.add({ type: 'conversation.ended', outcome: ends.outcome }, place);
    await this.#statements.dropConversationJob.execute({ conversationId: ends.id });
  }

  /** Adds a text: claimed for the answer of a webhook, or queued with the job that sends it. */
  async say(text: TurnCommit['say'][number], route: Route, place: TextPlace, author: 'person' | null = null): Promise<Said> {
    const row = { author, ...this.#rows.text(text, route, place) };
    const id = (await one(this.#statements.addText, row))?.id ?? -1;
    if (route === 'rest') await this.#statements.addSendJob.execute(this.#rows.sendJob(id, place));
    return saidOf(id, text);
  }

  /** Queues what a person of ours says, while the conversation is in their hands. */
  async reply({ conversationId, text, now }: Parameters<Store['reply']>[0]): Promise<'queued' | 'not_handed_off'> {
    const row = await this.#locked(conversationId);
    if (row?.status !== 'handed_off') return 'not_handed_off';
    const place = { contactId: row.contactId, conversationId, replyTo: null, now };
    await this.say({ text, shown: text, media: [] }, 'rest', place, 'person');
    return 'queued';
  }

  async sayMeanwhile({ conversationId, text, now }: Parameters<Store['sayMeanwhile']>[0]): Promise<void> {
    const row = await this.#locked(conversationId);
    if (row?.status !== 'busy') return;
    await this.say({ text, shown: text, media: [] }, 'rest', { contactId: row.contactId, conversationId, replyTo: null, now });
  }

  async #locked(conversationId: number) {
    const found = await one(this.#statements.conversation, { id: conversationId });
    if (found) await this.#contacts.lock(found.contactId);
    return found && (await one(this.#statements.conversation, { id: conversationId }));
  }

  async contactOf(conversationId: number): Promise<ContactKey | null> {
    return (await one(this.#statements.contactOf, { id: conversationId })) ?? null;
  }

  /** What is queued for a contact is not sent any more. */
  async dropQueued(contactId: number): Promise<void> {
    await this.#statements.dropQueued.execute({ contactId });
  }
}
