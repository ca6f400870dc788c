import type { ContactKey } from '../../src/runtime/ports.ts';
import type { Committed, Opened, Route, Said, SeenMessage, Store, TurnCommit } from '../../src/runtime/store.ts';
import { type Bodies, saidOf } from '../shared/bodies.ts';
import type { StateColumns, States } from '../shared/states.ts';
import { STRANGER } from '../shared/stranger.ts';
import type { Contacts } from './contacts.ts';
import type { EventPlace, EventQueue } from './event-queue.ts';
import type { Inbox } from './inbox.ts';
import type { OpenDatabase } from './open-database.ts';
import { prepareTurns } from './turn-statements.ts';

interface Parts {
  readonly states: States;
  readonly bodies: Bodies;
  readonly contacts: Contacts;
  readonly inbox: Inbox;
  readonly events: EventQueue;
}

/** Where a text belongs. `replyTo`: the message on whose webhook it goes out. */
interface TextPlace {
  readonly contactId: number;
  readonly conversationId: number | null;
  readonly replyTo: number | null;
  readonly now: number;
}

/** Thrown inside a transaction so that it is rolled back, and answered as a value. */
class Rejected extends Error {
  readonly as: 'conflict' | 'seen';

  constructor(as: 'conflict' | 'seen') {
    super(as);
    this.as = as;
  }
}

/** Everything about turns: reading what one needs, and committing it whole. All synchronous, to be run in a group. */
export class Turns {
  readonly #statements: ReturnType<typeof prepareTurns>;
  readonly #states: States;
  readonly #bodies: Bodies;
  readonly #contacts: Contacts;
  readonly #inbox: Inbox;
  readonly #events: EventQueue;

  constructor(database: OpenDatabase, parts: Parts) {
    this.#statements = prepareTurns(database);
    this.#states = parts.states;
    this.#bodies = parts.bodies;
    this.#contacts = parts.contacts;
    this.#inbox = parts.inbox;
    this.#events = parts.events;
  }

  open(contact: ContactKey, sid: string | null): Opened {
    const seen = sid === null ? null : this.#seen(sid);
    const row = this.#statements.open.get(contact);
    if (!row) return { ...STRANGER, seen, optedOut: this.#contacts.isListed(contact) };
    const { contactId } = row;
    return {
      seen,
      contactId,
      name: row.name,
      language: row.language,
      lastInboundAt: row.lastInboundAt,
      attributes: this.#contacts.attributesOf(row),
      verified: this.#contacts.verifiedOf(row),
      conversation: hasConversation(row) ? this.#states.read(row) : null,
      kept: row.hasKept ? this.#inbox.kept(contactId) : [],
      delayedUntil: row.delayedUntil,
      optedOut: row.optedOutAt !== null,
      unsentSince: row.unsentSince,
    };
  }

  commit(turn: TurnCommit): Committed {
    const { now, conversation, message } = turn;
    const key = message && this.#inbox.newKey(message.sid);
    if (message && !key) throw new Rejected('seen');
    const contactId = turn.contactId ?? this.#contacts.idOf(turn.contact, now, message?.name);
    if (message) this.#contacts.heardFrom(contactId, turn.contact, now);
    if (turn.ends) this.end(turn.ends, now);
    const conversationId = this.#saveConversation(turn, contactId);
    const place = { contactId, conversationId, now };
    const messageId = message && key ? this.#inbox.add(message, message.shown, { ...place, key, status: message.status }) : null;
    for (const one of turn.read) this.#inbox.settle(one, place);
    const replyTo = turn.replyTo ?? messageId;
    const said = turn.say.map((text) => this.say(text, turn.route, { ...place, replyTo }));
    const trace = JSON.stringify(turn.trace);
    this.#statements.addTrace.run({ conversationId, turn: conversation.revision + 1, at: now, data: trace });
    this.#saveJob(turn, conversationId);
    if (turn.language) this.#contacts.setLanguage(contactId, turn.language.is);
    if (turn.contactAttributes) this.#contacts.setAttributes(contactId, turn.contactAttributes);
    if (turn.claim) this.#contacts.setVerified(contactId, turn.claim);
    this.#addEvents(turn, place);
    return { as: 'committed', contactId, conversationId, messageId, said };
  }

  /** Turns a refusal thrown by `commit` into its value. */
  static refusal(error: unknown): Committed {
    if (error instanceof Rejected) return { as: error.as };
    throw error;
  }

  openConversationOf(contactId: number): { readonly id: number; readonly revision: number } | undefined {
    return this.#statements.openConversation.get({ contactId });
  }

  /** Ends a conversation that stands at that revision, and its wait with it. */
  end(ends: NonNullable<TurnCommit['ends']>, now: number): void {
    const ended = this.#statements.endConversation.get({ ...ends, now });
    if (!ended) throw new Rejected('conflict');
    const place = { contactId: ended.contactId, conversationId: ends.id, now };
    this.#events.add({ type: 'conversation.ended', outcome: ends.outcome }, place);
    this.#statements.dropConversationJob.run({ conversationId: ends.id });
  }

  /** Adds a text: claimed for the answer of a webhook, or queued with the job that sends it. */
  say(text: TurnCommit['say'][number], route: Route, place: TextPlace, author: 'person' | null = null): Said {
    const { contactId, conversationId, replyTo, now } = place;
    const row = {
      ...this.#bodies.sealSaid(text),
      contactId,
      conversationId,
      status: route === 'twiml' ? 'sending' : 'queued',
      route,
      replyTo: route === 'twiml' ? replyTo : null,
      author,
      at: now,
    };
    const id = Number(this.#statements.addText.run(row).lastInsertRowid);
    if (route === 'rest') this.#statements.addSendJob.run({ messageId: id, contactId, dueAt: now });
    return saidOf(id, text);
  }

  /** Queues what a person of ours says, while the conversation is in their hands. */
  reply({ conversationId, text, now }: Parameters<Store['reply']>[0]): 'queued' | 'not_handed_off' {
    const row = this.#statements.conversation.get({ id: conversationId });
    if (row?.status !== 'handed_off') return 'not_handed_off';
    const place = { contactId: row.contactId, conversationId, replyTo: null, now };
    this.say({ text, shown: text, media: [] }, 'rest', place, 'person');
    return 'queued';
  }

  sayMeanwhile({ conversationId, text, now }: Parameters<Store['sayMeanwhile']>[0]): void {
    const row = this.#statements.conversation.get({ id: conversationId });
    if (row?.status !== 'busy') return;
    this.say({ text, shown: text, media: [] }, 'rest', { contactId: row.contactId, conversationId, replyTo: null, now });
  }

  contactOf(conversationId: number): ContactKey | null {
    return this.#statements.contactOf.get({ id: conversationId }) ?? null;
  }

  /** What is queued for a contact is not sent any more. */
  dropQueued(contactId: number): void {
    this.#statements.dropQueued.run({ contactId });
  }

  #seen(sid: string): SeenMessage | null {
    const id = this.#inbox.seen(sid);
    if (id === null) return null;
    const unsaid = this.#statements.unsaid.all({ replyTo: id });
    return {
      id,
      unsaid: unsaid.map((row) => this.#bodies.openSaid(row)),
    };
  }

  #addEvents({ events, conversation }: TurnCommit, place: EventPlace): void {
    for (const event of events) this.#events.add(event, place);
    const { waiting, outcome } = conversation.state;
    if (waiting === null) this.#events.add({ type: 'conversation.ended', outcome: outcome ?? '' }, place);
  }

  #saveConversation({ conversation, now }: TurnCommit, contactId: number): number {
    const { id, flow, version, revision } = conversation;
    const { status, outcome, data, secrets } = this.#states.write(conversation.state, conversation.secrets);
    if (id === null) {
      if (this.openConversationOf(contactId)) throw new Rejected('conflict');
      const row = { contactId, flow, version, revision: revision + 1, status, outcome, data, secrets, now };
      return Number(this.#statements.addConversation.run(row).lastInsertRowid);
    }
    const done = this.#statements.updateConversation.run({ id, revision, status, outcome, data, secrets, now });
    if (done.changes !== 1) throw new Rejected('conflict');
    return id;
  }

  #saveJob({ job, conversation }: TurnCommit, conversationId: number): void {
    if (!job) {
      if (conversation.id !== null) this.#statements.dropConversationJob.run({ conversationId });
      return;
    }
    const isCall = job.kind === 'call';
    const row = {
      conversationId,
      kind: job.kind,
      dueAt: job.dueAt,
      revision: conversation.revision + 1,
      key: isCall ? job.key : null,
      leased: isCall ? 1 : 0,
    };
    const { addConversationJob, replaceConversationJob } = this.#statements;
    if (conversation.id === null || replaceConversationJob.run(row).changes === 0) addConversationJob.run(row);
  }
}

/** Somebody we have met may have no conversation that is open. */
function hasConversation<Row extends { readonly id: number | null }>(row: Row): row is Row & StateColumns {
  return row.id !== null;
}
