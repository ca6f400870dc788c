import type { ConversationState } from '../../src/engine/state.ts';
import { statusOf } from '../../src/engine/state.ts';
import type { Attributes, Value } from '../../src/engine/value.ts';
import type { Sealer } from '../../src/lib/seal.ts';
import type { ContactKey } from '../../src/runtime/ports.ts';
import type { Committed, Opened, Route, Said, SeenMessage, StoredConversation, TurnCommit } from '../../src/runtime/store.ts';
import { type Bodies, readMedia, writeMedia } from './bodies.ts';
import type { Contacts } from './contacts.ts';
import type { Inbox } from './inbox.ts';
import type { OpenDatabase } from './open-database.ts';
import type { conversations } from './schema.ts';
import { prepareTurns } from './turn-statements.ts';

type ConversationRow = typeof conversations.$inferSelect;

interface Parts {
  readonly sealer: Sealer;
  readonly bodies: Bodies;
  readonly contacts: Contacts;
  readonly inbox: Inbox;
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
  readonly #sealer: Sealer;
  readonly #bodies: Bodies;
  readonly #contacts: Contacts;
  readonly #inbox: Inbox;

  constructor({ db }: OpenDatabase, parts: Parts) {
    this.#statements = prepareTurns(db);
    this.#sealer = parts.sealer;
    this.#bodies = parts.bodies;
    this.#contacts = parts.contacts;
    this.#inbox = parts.inbox;
  }

  open(contact: ContactKey, sid: string | null): Opened {
    const seen = sid === null ? null : this.#seen(sid);
    const row = this.#contacts.find(contact);
    if (!row) return { ...STRANGER, seen, optedOut: this.#contacts.hasOptedOut(contact) };
    const conversation = this.openConversationOf(row.id);
    const busy = conversation?.status === 'busy';
    return {
      seen,
      contactId: row.id,
      name: row.name,
      language: row.language,
      attributes: this.#contacts.attributesOf(row),
      conversation: conversation ? this.#stored(conversation) : null,
      kept: conversation && !busy ? [] : this.#inbox.kept(row.id),
      delayedUntil: busy ? (this.#statements.delay.get({ conversationId: conversation.id })?.dueAt ?? null) : null,
      optedOut: row.optedOutAt !== null,
    };
  }

  commit(turn: TurnCommit): Committed {
    const { now, conversation, message } = turn;
    const key = message && this.#inbox.newKey(message.sid);
    if (message && !key) throw new Rejected('seen');
    const contactId = turn.contactId ?? this.#contacts.idOf(turn.contact, now, message?.name);
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
    if (turn.contactAttributes) this.#contacts.setAttributes(contactId, turn.contactAttributes);
    return { as: 'committed', contactId, conversationId, messageId, said };
  }

  /** Turns a refusal thrown by `commit` into its value. */
  static refusal(error: unknown): Committed {
    if (error instanceof Rejected) return { as: error.as };
    throw error;
  }

  openConversationOf(contactId: number): ConversationRow | undefined {
    return this.#statements.openConversation.get({ contactId });
  }

  /** Ends a conversation that stands at that revision, and its wait with it. */
  end(ends: NonNullable<TurnCommit['ends']>, now: number): void {
    const done = this.#statements.endConversation.run({ ...ends, now });
    if (done.changes !== 1) throw new Rejected('conflict');
    this.#statements.dropConversationJob.run({ conversationId: ends.id });
  }

  /** Adds a text: claimed for the answer of a webhook, or queued with the job that sends it. */
  say(text: TurnCommit['say'][number], route: Route, { contactId, conversationId, replyTo, now }: TextPlace): Said {
    const row = {
      contactId,
      conversationId,
      status: route === 'twiml' ? 'sending' : 'queued',
      route,
      replyTo: route === 'twiml' ? replyTo : null,
      text: this.#bodies.seal(text.text),
      shown: text.shown === text.text ? null : this.#bodies.seal(text.shown),
      media: writeMedia(text.media),
      at: now,
    };
    const id = Number(this.#statements.addText.run(row).lastInsertRowid);
    if (route === 'rest') this.#statements.addSendJob.run({ messageId: id, contactId, dueAt: now });
    return { id, text: text.text, media: text.media };
  }

  /** What is queued for a contact is not sent any more. */
  dropQueued(contactId: number): void {
    this.#statements.dropQueued.run({ contactId });
  }

  saveFlow(row: { flow: string; version: string; content: string; at: number }): void {
    this.#statements.saveFlow.run(row);
  }

  readFlow(flow: string, version: string): string | null {
    return this.#statements.readFlow.get({ flow, version })?.content ?? null;
  }

  #seen(sid: string): SeenMessage | null {
    const id = this.#inbox.seen(sid);
    if (id === null) return null;
    const unsaid = this.#statements.unsaid.all({ replyTo: id });
    return {
      id,
      unsaid: unsaid.map((one) => ({ id: one.id, text: this.#bodies.open(one.text), media: readMedia(one.media) })),
    };
  }

  #stored(row: ConversationRow): StoredConversation {
    const { attributes, ...data } = JSON.parse(row.data) as Omit<ConversationState, 'outcome'>;
    const secrets = row.secrets
      ? (JSON.parse(this.#sealer.open(row.secrets)) as { attributes: Attributes; message: ConversationState['message'] })
      : null;
    const state = {
      ...data,
      attributes: { ...attributes, ...secrets?.attributes },
      message: secrets?.message ?? null,
      outcome: row.outcome,
    };
    return { id: row.id, flow: row.flow, version: row.version, revision: row.revision, state };
  }

  #saveConversation({ conversation, now }: TurnCommit, contactId: number): number {
    const { state } = conversation;
    const { outcome, ...kept } = state;
    const secret = this.#sealSecrets(state, conversation.secrets);
    const data = JSON.stringify({ ...kept, message: null, attributes: withoutSecrets(state.attributes, conversation.secrets) });
    const row = { status: statusOf(state), outcome, data, secrets: secret, now };
    if (conversation.id === null) {
      if (this.openConversationOf(contactId)) throw new Rejected('conflict');
      const { flow, version, revision } = conversation;
      return Number(
        this.#statements.addConversation.run({ ...row, contactId, flow, version, revision: revision + 1 }).lastInsertRowid,
      );
    }
    const { id, revision } = conversation;
    const done = this.#statements.updateConversation.run({ ...row, id, revision });
    if (done.changes !== 1) throw new Rejected('conflict');
    return id;
  }

  #sealSecrets(state: ConversationState, names: ReadonlySet<string>): Buffer | null {
    const attributes: Record<string, Value> = {};
    for (const name of names) {
      const secret = state.attributes[name];
      if (secret !== undefined && secret !== null) attributes[name] = secret;
    }
    if (!state.message && Object.keys(attributes).length === 0) return null;
    return this.#sealer.seal(JSON.stringify({ attributes, message: state.message }));
  }

  #saveJob({ job, conversation }: TurnCommit, conversationId: number): void {
    if (!job) {
      if (conversation.id !== null) this.#statements.dropConversationJob.run({ conversationId });
      return;
    }
    const key = job.kind === 'call' ? job.key : null;
    const leased = job.kind === 'call' ? 1 : 0;
    this.#statements.saveConversationJob.run({
      conversationId,
      kind: job.kind,
      dueAt: job.dueAt,
      revision: conversation.revision + 1,
      key,
      leased,
    });
  }
}

function withoutSecrets(attributes: Attributes, names: ReadonlySet<string>): Attributes {
  if (names.size === 0) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.has(name)));
}

/** Somebody we have not met. */
const STRANGER = {
  contactId: null,
  name: null,
  language: null,
  attributes: {},
  conversation: null,
  kept: [],
  delayedUntil: null,
};
