import type { ConversationState } from '../../src/engine/state.ts';
import { statusOf } from '../../src/engine/state.ts';
import type { Attributes, Value } from '../../src/engine/value.ts';
import type { Sealer } from '../../src/lib/seal.ts';
import { countSegments } from '../../src/lib/segments.ts';
import type { ContactKey } from '../../src/runtime/ports.ts';
import type {
  Committed,
  Opened,
  Route,
  Said,
  SeenMessage,
  Store,
  StoredConversation,
  TurnCommit,
} from '../../src/runtime/store.ts';
import { type Bodies, readMedia, writeMedia } from '../shared/bodies.ts';
import type { Contacts } from './contacts.ts';
import type { EventPlace, EventQueue } from './event-queue.ts';
import type { Inbox } from './inbox.ts';
import type { OpenDatabase } from './open-database.ts';
import type { conversations } from './schema.ts';
import { one, Rejected } from './transactions.ts';
import { prepareTurns } from './turn-statements.ts';

/** No webhook is held longer. */
const HELD_AT_MOST = 10_000;

type ConversationRow = typeof conversations.$inferSelect;

interface Parts {
  readonly sealer: Sealer;
  readonly bodies: Bodies;
  readonly contacts: Contacts;
  readonly inbox: Inbox;
  readonly events: EventQueue;
  /** The number of this process. */
  readonly node: () => number;
}

/** Where a text belongs. `replyTo`: the message on whose webhook it goes out. */
interface TextPlace {
  readonly contactId: number;
  readonly conversationId: number | null;
  readonly replyTo: number | null;
  readonly now: number;
}

/** Everything about turns: reading what one needs, and committing it whole. To be run in a transaction. */
export class Turns {
  readonly #statements: ReturnType<typeof prepareTurns>;
  readonly #sealer: Sealer;
  readonly #bodies: Bodies;
  readonly #contacts: Contacts;
  readonly #inbox: Inbox;
  readonly #events: EventQueue;
  readonly #node: () => number;

  constructor({ db }: OpenDatabase, parts: Parts) {
    this.#statements = prepareTurns(db);
    this.#sealer = parts.sealer;
    this.#bodies = parts.bodies;
    this.#contacts = parts.contacts;
    this.#inbox = parts.inbox;
    this.#events = parts.events;
    this.#node = parts.node;
  }

  async open(contact: ContactKey, sid: string | null): Promise<Opened> {
    const seen = sid === null ? null : await this.#seen(sid);
    const row = await this.#contacts.find(contact);
    if (!row) return { ...STRANGER, seen, optedOut: await this.#contacts.hasOptedOut(contact) };
    const conversation = await this.openConversationOf(row.id);
    const busy = conversation?.status === 'busy';
    const job = busy ? await one(this.#statements.wait, { conversationId: conversation.id, node: this.#node() }) : undefined;
    return {
      seen,
      contactId: row.id,
      name: row.name,
      language: row.language,
      lastInboundAt: row.lastInboundAt,
      attributes: this.#contacts.attributesOf(row),
      verified: this.#contacts.verifiedOf(row),
      conversation: conversation ? this.#stored(conversation) : null,
      kept: conversation && !busy ? [] : await this.#inbox.kept(row.id),
      delayedUntil: job?.kind === 'delay' ? job.dueAt : null,
      elsewhere: job?.isOfOther === true,
      behind: row.behind,
      optedOut: row.optedOutAt !== null,
      unsentSince: row.unsentSince,
    };
  }

  async commit(turn: TurnCommit): Promise<Committed> {
    const { now, conversation, message } = turn;
    const contactId = turn.contactId ?? (await this.#contacts.idOf(turn.contact, now, message?.name));
    await this.#contacts.lock(contactId);
    const key = message && (await this.#inbox.newKey(message.sid));
    if (message && !key) throw new Rejected('seen');
    if (message) await this.#contacts.heardFrom(contactId, turn.contact, now);
    if (turn.ends) await this.end(turn.ends, now);
    const conversationId = await this.#saveConversation(turn, contactId);
    const place = { contactId, conversationId, now };
    const messageId =
      message && key ? await this.#inbox.add(message, message.shown, { ...place, key, status: message.status }) : null;
    for (const read of turn.read) await this.#inbox.settle(read, place);
    // One that another process kept while this turn was being made would wait for ever.
    if (statusOf(conversation.state) !== 'busy' && (await this.#inbox.countKept(contactId)) > 0) throw new Rejected('conflict');
    const replyTo = turn.replyTo ?? messageId;
    const said: Said[] = [];
    for (const text of turn.say) said.push(await this.say(text, turn.route, { ...place, replyTo }));
    const trace = JSON.stringify(turn.trace);
    await this.#statements.addTrace.execute({ conversationId, turn: conversation.revision + 1, at: now, data: trace });
    await this.#saveJob(turn, conversationId);
    if (turn.language) await this.#contacts.setLanguage(contactId, turn.language.is);
    if (turn.contactAttributes) await this.#contacts.setAttributes(contactId, turn.contactAttributes);
    if (turn.claim) await this.#contacts.setVerified(contactId, turn.claim);
    await this.#addEvents(turn, place);
    return { as: 'committed', contactId, conversationId, messageId, said };
  }

  /** Turns a refusal thrown by `commit` into its value. */
  static refusal(error: unknown): Committed {
    if (error instanceof Rejected && error.as !== 'moved') return { as: error.as };
    throw error;
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
    const { contactId, conversationId, replyTo, now } = place;
    const { content } = text;
    const isOpen = text.shown === text.text && !content?.secret;
    const row = {
      contactId,
      conversationId,
      status: route === 'twiml' ? 'sending' : 'queued',
      route,
      replyTo: route === 'twiml' ? replyTo : null,
      text: this.#bodies.seal(text.text),
      shown: isOpen ? null : this.#bodies.seal(text.shown),
      media: writeMedia(text.media),
      extra: this.#bodies.sealExtra(content),
      author,
      node: route === 'twiml' ? this.#node() : null,
      segments: countSegments(text.text).segments,
      at: now,
    };
    const id = (await one(this.#statements.addText, row))?.id ?? -1;
    if (route === 'rest') await this.#statements.addSendJob.execute({ messageId: id, contactId, dueAt: now, node: this.#node() });
    return { id, text: text.text, media: text.media, ...(content ? { content } : {}) };
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

  async #seen(sid: string): Promise<SeenMessage | null> {
    const id = await this.#inbox.seen(sid);
    if (id === null) return null;
    const unsaid = await this.#statements.unsaid.execute({ replyTo: id });
    return {
      id,
      unsaid: unsaid.map(({ id: own, text, media, extra }) => {
        const content = this.#bodies.openContent(extra);
        return { id: own, text: this.#bodies.open(text), media: readMedia(media), ...(content ? { content } : {}) };
      }),
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

  async #addEvents({ events, conversation }: TurnCommit, place: EventPlace): Promise<void> {
    for (const event of events) await this.#events.add(event, place);
    const { waiting, outcome } = conversation.state;
    if (waiting === null) await this.#events.add({ type: 'conversation.ended', outcome: outcome ?? '' }, place);
  }

  async #saveConversation({ conversation, now }: TurnCommit, contactId: number): Promise<number> {
    const { state } = conversation;
    const { outcome, ...kept } = state;
    const secret = this.#sealSecrets(state, conversation.secrets);
    const data = JSON.stringify({ ...kept, message: null, attributes: withoutSecrets(state.attributes, conversation.secrets) });
    const row = { status: statusOf(state), outcome, data, secrets: secret, now };
    if (conversation.id === null) {
      if (await this.openConversationOf(contactId)) throw new Rejected('conflict');
      const { flow, version, revision } = conversation;
      const begun = { ...row, contactId, flow, version, revision: revision + 1 };
      return (await one(this.#statements.addConversation, begun))?.id ?? -1;
    }
    const { id, revision } = conversation;
    if (!(await one(this.#statements.updateConversation, { ...row, id, revision }))) throw new Rejected('conflict');
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

  async #saveJob({ job, conversation, now }: TurnCommit, conversationId: number): Promise<void> {
    if (!job) {
      if (conversation.id !== null) await this.#statements.dropConversationJob.execute({ conversationId });
      return;
    }
    const key = job.kind === 'call' ? job.key : null;
    const leased = job.kind === 'call';
    // A webhook may be held for it here, so that its answer should be said here.
    const isOurs = leased || (job.kind === 'delay' && job.dueAt - now <= HELD_AT_MOST);
    await this.#statements.saveConversationJob.execute({
      conversationId,
      kind: job.kind,
      dueAt: job.dueAt,
      revision: conversation.revision + 1,
      key,
      leased,
      node: isOurs ? this.#node() : null,
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
  lastInboundAt: null,
  attributes: {},
  verified: null,
  conversation: null,
  kept: [],
  delayedUntil: null,
  unsentSince: null,
};
