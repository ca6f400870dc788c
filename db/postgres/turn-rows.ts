import type { Route, TurnCommit } from '../../src/runtime/store.ts';
import { type Bodies, writeMedia } from '../shared/bodies.ts';
import type { States } from '../shared/states.ts';
import { plainText } from './plain-text.ts';

/** No webhook is held longer. */
const HELD_AT_MOST = 10_000;

interface Parts {
  readonly states: States;
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

/** How turns and what they say are written into rows. */
export class TurnRows {
  readonly #states: States;
  readonly #bodies: Bodies;
  readonly #node: () => number;

  constructor({ states, bodies, node }: Parts) {
    this.#states = states;
    this.#bodies = bodies;
    this.#node = node;
  }

  /** A text of ours: claimed for the answer of a webhook, or queued. */
  text(text: TurnCommit['say'][number], route: Route, { contactId, conversationId, replyTo, now }: TextPlace) {
    return {
      ...this.#bodies.sealSaid(text),
      contactId,
      conversationId,
      direction: 'out' as const,
      status: route === 'twiml' ? 'sending' : 'queued',
      route,
      replyTo: route === 'twiml' ? replyTo : null,
      node: route === 'twiml' ? this.#node() : null,
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
      extra: this.#bodies.sealPlace(message.location),
      button: plainText(message.button),
      at: now,
    };
  }

  /** The conversation as it is after the turn. */
  conversation({ conversation, now }: TurnCommit, id: number, contactId: number) {
    const { state, flow, version, revision, secrets } = conversation;
    const row = { id, contactId, flow, version, revision: revision + 1, startedAt: now, updatedAt: now };
    return { ...row, ...this.#states.write(state, secrets) };
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
}

const PLAIN_JOB = { priority: 0, leased: false, attempts: 0, revision: 0 };
