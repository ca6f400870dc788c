import type { ConversationState } from '../../src/engine/state.ts';
import { statusOf } from '../../src/engine/state.ts';
import type { Attributes, Value } from '../../src/engine/value.ts';
import type { Sealer } from '../../src/lib/seal.ts';
import { countSegments } from '../../src/lib/segments.ts';
import type { Route, StoredConversation, TurnCommit } from '../../src/runtime/store.ts';
import { type Bodies, writeMedia } from '../shared/bodies.ts';
import { plainText } from './plain-text.ts';
import type { conversations } from './schema.ts';

/** No webhook is held longer. */
const HELD_AT_MOST = 10_000;

interface Parts {
  readonly sealer: Sealer;
  readonly bodies: Bodies;
  /** The number of this process. */
  readonly node: () => number;
}

/** Where a text belongs. `replyTo`: the message on whose webhook it goes out. */
export interface TextPlace {
  readonly contactId: number;
  readonly conversationId: number | null;
  readonly replyTo: number | null;
  readonly now: number;
}

/** What of a conversation's row is its state. */
type StateColumns = Pick<
  typeof conversations.$inferSelect,
  'id' | 'flow' | 'version' | 'revision' | 'outcome' | 'data' | 'secrets'
>;

/** How turns and what they say are written into rows, and read from them. */
export class TurnRows {
  readonly #sealer: Sealer;
  readonly #bodies: Bodies;
  readonly #node: () => number;

  constructor({ sealer, bodies, node }: Parts) {
    this.#sealer = sealer;
    this.#bodies = bodies;
    this.#node = node;
  }

  /** A text of ours: claimed for the answer of a webhook, or queued. */
  text(text: TurnCommit['say'][number], route: Route, { contactId, conversationId, replyTo, now }: TextPlace) {
    const { content } = text;
    const isOpen = text.shown === text.text && !content?.secret;
    return {
      contactId,
      conversationId,
      direction: 'out' as const,
      status: route === 'twiml' ? 'sending' : 'queued',
      route,
      replyTo: route === 'twiml' ? replyTo : null,
      text: this.#bodies.seal(text.text),
      shown: isOpen ? null : this.#bodies.seal(text.shown),
      media: writeMedia(text.media),
      extra: this.#bodies.sealExtra(content),
      node: route === 'twiml' ? this.#node() : null,
      segments: countSegments(text.text).segments,
      at: now,
    };
  }

  /** A message that came in. */
  message(message: NonNullable<TurnCommit['message']>, { contactId, conversationId, now }: Omit<TextPlace, 'replyTo'>) {
    return {
      contactId,
      conversationId,
      direction: 'in' as const,
      status: message.status,
      sid: message.sid,
      text: this.#bodies.seal(message.shown),
      media: plainText(writeMedia(message.media)),
      extra: this.#bodies.sealExtra(message.location),
      button: plainText(message.button),
      at: now,
    };
  }

  /** The conversation as it is after the turn. */
  conversation({ conversation, now }: TurnCommit, id: number, contactId: number) {
    const { state, flow, version, revision, secrets } = conversation;
    const { outcome, ...kept } = state;
    const data = JSON.stringify({ ...kept, message: null, attributes: withoutSecrets(state.attributes, secrets) });
    const sealed = this.#sealSecrets(state, secrets);
    const row = { id, contactId, flow, version, revision: revision + 1, status: statusOf(state), outcome };
    return { ...row, data, secrets: sealed, startedAt: now, updatedAt: now };
  }

  /** What a row of a conversation holds. */
  stored(row: StateColumns): StoredConversation {
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

  /** What the conversation waits for from now on. */
  job(job: NonNullable<TurnCommit['job']>, { conversation, now }: TurnCommit, conversationId: number) {
    const leased = job.kind === 'call';
    // A webhook may be held for it here, so that its answer should be said here.
    const isOurs = leased || (job.kind === 'delay' && job.dueAt - now <= HELD_AT_MOST);
    return {
      ...PLAIN_JOB,
      kind: job.kind,
      conversationId,
      dueAt: job.dueAt,
      revision: conversation.revision + 1,
      key: job.kind === 'call' ? job.key : null,
      leased,
      node: isOurs ? this.#node() : null,
    };
  }

  /** What sends a text. */
  sendJob(messageId: number, { contactId, now }: Pick<TextPlace, 'contactId' | 'now'>) {
    return { ...PLAIN_JOB, kind: 'send' as const, messageId, contactId, dueAt: now, node: this.#node() };
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
}

/** Messages may wait for the next capture of the conversation. */
export function mayKeep({ conversation }: TurnCommit): boolean {
  return statusOf(conversation.state) === 'busy';
}

const PLAIN_JOB = { priority: 0, leased: false, attempts: 0, revision: 0 };

function withoutSecrets(attributes: Attributes, names: ReadonlySet<string>): Attributes {
  if (names.size === 0) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.has(name)));
}
