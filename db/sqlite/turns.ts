import { createHmac } from 'node:crypto';
import type { ConversationState } from '../../src/engine/state.ts';
import { statusOf } from '../../src/engine/state.ts';
import type { Attributes, Value } from '../../src/engine/value.ts';
import type { Sealer } from '../../src/lib/seal.ts';
import type { ContactKey } from '../../src/runtime/ports.ts';
import type {
  Committed,
  KeptMessage,
  NewMessage,
  Opened,
  Said,
  SeenMessage,
  Store,
  StoredConversation,
  TurnCommit,
} from '../../src/runtime/store.ts';
import type { OpenDatabase } from './open-database.ts';
import type { conversations } from './schema.ts';
import { prepareTurns } from './turn-statements.ts';

/** Messages that may wait for the next capture of one contact. */
const MAX_KEPT = 20;

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
  readonly #dedupeKey: Buffer;

  constructor({ db }: OpenDatabase, sealer: Sealer, dedupeKey: Buffer) {
    this.#statements = prepareTurns(db);
    this.#sealer = sealer;
    this.#dedupeKey = dedupeKey;
  }

  open(contact: ContactKey, sid: string | null): Opened {
    const seen = sid === null ? null : this.#seen(sid);
    const row = this.#statements.contact.get(contact as unknown as Record<string, unknown>);
    if (!row)
      return {
        seen,
        contactId: null,
        name: null,
        language: null,
        attributes: {},
        conversation: null,
        kept: [],
        delayedUntil: null,
      };
    const conversation = this.#statements.openConversation.get({ contactId: row.id });
    const busy = conversation?.status === 'busy';
    return {
      seen,
      contactId: row.id,
      name: row.name,
      language: row.language,
      attributes: row.attributes ? (JSON.parse(this.#sealer.open(row.attributes)) as Attributes) : {},
      conversation: conversation ? this.#stored(conversation) : null,
      kept: conversation && !busy ? [] : this.#kept(row.id),
      delayedUntil: busy ? (this.#statements.delay.get({ conversationId: conversation.id })?.dueAt ?? null) : null,
    };
  }

  commit(turn: TurnCommit): Committed {
    const { now, conversation } = turn;
    const key = turn.message ? this.#hash(turn.message.sid) : null;
    if (key && this.#statements.seen.get({ key })) throw new Rejected('seen');
    const contactId = turn.contactId ?? this.contactId(turn.contact, now, turn.message?.name ?? null);
    if (turn.ends) this.#endOther(turn.ends, now);
    const conversationId = this.#saveConversation(turn, contactId);
    const inboundId =
      turn.message && key
        ? this.#addInbound(turn.message, turn.message.shown, turn.message.status, contactId, conversationId, now, key)
        : null;
    for (const one of turn.read) this.#settleKept(one);
    const said = turn.say.map((text) => this.#addText(turn, text, contactId, conversationId, turn.replyTo ?? inboundId));
    const trace = JSON.stringify(turn.trace);
    this.#statements.addTrace.run({ conversationId, turn: conversation.revision + 1, at: now, data: trace });
    this.#saveJob(turn, conversationId);
    if (turn.contactAttributes) {
      this.#statements.setContactAttributes.run({
        id: contactId,
        attributes: this.#sealer.seal(JSON.stringify(turn.contactAttributes)),
      });
    }
    return { as: 'committed', contactId, conversationId, messageId: inboundId, said };
  }

  /** Turns a refusal thrown by `commit` into its value. */
  static refusal(error: unknown): Committed {
    if (error instanceof Rejected) return { as: error.as };
    throw error;
  }

  record(query: Parameters<Store['record']>[0]): 'recorded' | 'full' | 'seen' {
    const { contact, conversationId, message, now } = query;
    const key = this.#hash(message.sid);
    if (this.#statements.seen.get({ key })) return 'seen';
    const contactId = query.contactId ?? this.contactId(contact, now);
    const full = query.status === 'kept' && (this.#statements.countKept.get({ contactId })?.count ?? 0) >= MAX_KEPT;
    this.#addInbound(message, message.text, full ? 'not_used' : query.status, contactId, conversationId, now, key);
    return full ? 'full' : 'recorded';
  }

  /** Adds the contact when it is new. Returns its id. */
  contactId(contact: ContactKey, now: number, name: string | null = null): number {
    return (
      this.#statements.contact.get(contact as unknown as Record<string, unknown>)?.id ?? this.#addContact(contact, name, now)
    );
  }

  saveFlow(row: { flow: string; version: string; content: string; at: number }): void {
    this.#statements.saveFlow.run(row);
  }

  readFlow(flow: string, version: string): string | null {
    return this.#statements.readFlow.get({ flow, version })?.content ?? null;
  }

  #seen(sid: string): SeenMessage | null {
    const row = this.#statements.seen.get({ key: this.#hash(sid) });
    if (!row) return null;
    const unsaid = this.#statements.unsaid.all({ replyTo: row.messageId });
    return {
      id: row.messageId,
      unsaid: unsaid.map((one) => ({ id: one.id, text: this.#read(one.text), media: readMedia(one.media) })),
    };
  }

  #kept(contactId: number): KeptMessage[] {
    return this.#statements.kept
      .all({ contactId })
      .map((row) => ({ id: row.id, text: this.#read(row.text), media: readMedia(row.media), button: row.button }));
  }

  #stored(row: typeof conversations.$inferSelect): StoredConversation {
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

  #addContact(contact: ContactKey, name: string | null, now: number): number {
    return Number(this.#statements.addContact.run({ ...contact, name, now }).lastInsertRowid);
  }

  #endOther(ends: NonNullable<TurnCommit['ends']>, now: number): void {
    const done = this.#statements.endConversation.run({ ...ends, now });
    if (done.changes !== 1) throw new Rejected('conflict');
    this.#statements.dropConversationJob.run({ conversationId: ends.id });
  }

  #saveConversation({ conversation, now }: TurnCommit, contactId: number): number {
    const { state } = conversation;
    const { outcome, ...kept } = state;
    const secret = this.#sealSecrets(state, conversation.secrets);
    const data = JSON.stringify({ ...kept, message: null, attributes: withoutSecrets(state.attributes, conversation.secrets) });
    const row = { status: statusOf(state), outcome, data, secrets: secret, now };
    if (conversation.id === null) {
      if (this.#statements.openConversation.get({ contactId })) throw new Rejected('conflict');
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

  #addInbound(
    message: NewMessage,
    shown: string,
    status: string,
    contactId: number,
    conversationId: number | null,
    at: number,
    key: Buffer,
  ): number {
    const row = {
      contactId,
      conversationId,
      direction: 'in' as const,
      status,
      route: null,
      replyTo: null,
      sid: message.sid,
      text: this.#seal(shown),
      shown: null,
      media: writeMedia(message.media),
      button: message.button,
      at,
    };
    const messageId = Number(this.#statements.addMessage.run(row).lastInsertRowid);
    this.#statements.addSeen.run({ key, messageId, at });
    return messageId;
  }

  #settleKept(one: TurnCommit['read'][number]): void {
    if (one.shown === null) this.#statements.settleKept.run({ id: one.id, status: one.status });
    else this.#statements.settleAndHide.run({ id: one.id, status: one.status, text: this.#seal(one.shown) });
  }

  #addText(
    turn: TurnCommit,
    say: TurnCommit['say'][number],
    contactId: number,
    conversationId: number,
    replyTo: number | null,
  ): Said {
    const row = {
      contactId,
      conversationId,
      direction: 'out' as const,
      status: turn.route === 'twiml' ? 'sending' : 'queued',
      route: turn.route,
      replyTo: turn.route === 'twiml' ? replyTo : null,
      sid: null,
      text: this.#seal(say.text),
      shown: say.shown === say.text ? null : this.#seal(say.shown),
      media: writeMedia(say.media),
      button: null,
      at: turn.now,
    };
    const id = Number(this.#statements.addMessage.run(row).lastInsertRowid);
    if (turn.route === 'rest') this.#statements.addSendJob.run({ messageId: id, dueAt: turn.now });
    return { id, text: say.text, media: say.media };
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

  #hash(sid: string): Buffer {
    return createHmac('sha256', this.#dedupeKey).update(sid).digest().subarray(0, 16);
  }

  #seal(text: string): Buffer | null {
    return text === '' ? null : this.#sealer.seal(text);
  }

  #read(sealed: Buffer | null): string {
    return sealed ? this.#sealer.open(sealed) : '';
  }
}

function withoutSecrets(attributes: Attributes, names: ReadonlySet<string>): Attributes {
  if (names.size === 0) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.has(name)));
}

function writeMedia(media: readonly string[]): string | null {
  return media.length === 0 ? null : JSON.stringify(media);
}

function readMedia(media: string | null): readonly string[] {
  return media === null ? [] : (JSON.parse(media) as string[]);
}
