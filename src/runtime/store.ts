import type { ConversationState, Status } from '../engine/state.ts';
import type { TraceEntry } from '../engine/trace.ts';
import type { Attributes } from '../engine/value.ts';
import type { ContactKey, Outgoing, SendResult } from './ports.ts';
import type { Reads } from './reads.ts';

/** What becomes of a message that came in. `kept`: it waits for the next capture. */
export type InboundStatus = 'received' | 'kept' | 'used' | 'not_used' | 'unanswered';

/** What becomes of a message that goes out, in the order in which it may move. */
export type OutboundStatus = 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'undelivered' | 'failed' | 'unknown';

/** The way a text leaves: on the webhook's answer, or by the channel's own send. */
export type Route = 'twiml' | 'rest';

export interface NewMessage {
  readonly sid: string;
  readonly text: string;
  readonly media: readonly string[];
  readonly button: string | null;
  readonly name: string | null;
}

export interface KeptMessage {
  readonly id: number;
  readonly text: string;
  readonly media: readonly string[];
  readonly button: string | null;
}

export interface StoredConversation {
  readonly id: number;
  readonly flow: string;
  readonly version: string;
  /** Grows by one with each turn; a commit names the one it read. */
  readonly revision: number;
  readonly state: ConversationState;
}

/** A text that was committed to be said. */
export interface Said {
  readonly id: number;
  readonly text: string;
  readonly media: readonly string[];
}

/** A message that was taken before. `unsaid` are the texts of its answer that are still claimed for TwiML. */
export interface SeenMessage {
  readonly id: number;
  readonly unsaid: readonly Said[];
}

export interface Opened {
  readonly seen: SeenMessage | null;
  readonly contactId: number | null;
  readonly name: string | null;
  readonly language: string | null;
  /** Attributes kept for the person's later conversations. */
  readonly attributes: Attributes;
  /** The one conversation that is open, if any. */
  readonly conversation: StoredConversation | null;
  /** Messages that wait for the next capture, oldest first; read only while the conversation is busy. */
  readonly kept: readonly KeptMessage[];
  /** When the busy conversation's delay is over; null while it waits for something else. */
  readonly delayedUntil: number | null;
}

/** Why a conversation is to be woken. `call`: an API call is under way, and the job is there for the case that we die. */
export type ConversationJob =
  | { readonly kind: 'delay' | 'no_reply'; readonly dueAt: number }
  | { readonly kind: 'call'; readonly dueAt: number; readonly key: string };

export interface TurnCommit {
  readonly now: number;
  readonly contact: ContactKey;
  readonly contactId: number | null;
  readonly conversation: {
    /** Null begins one. */
    readonly id: number | null;
    /** The revision that was read; the commit makes it one more, or is a conflict. */
    readonly revision: number;
    readonly flow: string;
    readonly version: string;
    readonly state: ConversationState;
    /** Attributes to encrypt. */
    readonly secrets: ReadonlySet<string>;
  };
  /** Another conversation of the contact that this turn ends. */
  readonly ends: { readonly id: number; readonly revision: number; readonly outcome: string } | null;
  /** The message that this turn is about, if it came just now. `shown`: as it is to be kept. */
  readonly message: (NewMessage & { readonly shown: string; readonly status: InboundStatus }) | null;
  /** Kept messages that this turn settled. `shown`: what replaces their text, when it must be hidden. */
  readonly read: readonly { readonly id: number; readonly status: InboundStatus; readonly shown: string | null }[];
  readonly say: readonly { readonly text: string; readonly shown: string; readonly media: readonly string[] }[];
  readonly route: Route;
  /** The message on whose webhook TwiML goes out; null: the message of this turn. */
  readonly replyTo: number | null;
  readonly trace: readonly TraceEntry[];
  /** Replaces whatever job the conversation had. */
  readonly job: ConversationJob | null;
  /** New values of attributes that outlive the conversation; null when unchanged. */
  readonly contactAttributes: Attributes | null;
}

export type Committed =
  | {
      readonly as: 'committed';
      readonly contactId: number;
      readonly conversationId: number;
      readonly messageId: number | null;
      readonly said: readonly Said[];
    }
  /** Another turn came first: read again. */
  | { readonly as: 'conflict' }
  /** The same message was committed by someone else. */
  | { readonly as: 'seen' };

/** A job that is due. The claim holds until `leaseUntil`; then it may be taken again. */
export interface Job {
  readonly id: number;
  readonly kind: 'delay' | 'no_reply' | 'call' | 'send';
  readonly dueAt: number;
  readonly attempts: number;
  readonly contact: ContactKey;
  readonly conversationId: number | null;
  /** The conversation's revision that set it: another one now means that the job is stale. */
  readonly revision: number;
  readonly messageId: number | null;
  /** The Idempotency-Key of a call. */
  readonly key: string | null;
}

/** A text to be sent outside any conversation. */
export interface NewText {
  readonly contact: ContactKey;
  readonly text: string;
  readonly shown: string;
  readonly now: number;
}

/**
 * Everything the engine keeps. Each method is one whole atomic operation: when its promise resolves, what it did is on disk.
 * Message bodies and secrets are encrypted at rest by the implementation. Methods reject only when the store itself fails.
 */
export interface Store extends Reads {
  /** Reads all that a turn needs; with a `sid`, also whether that message was taken before. */
  open(query: { readonly contact: ContactKey; readonly sid: string | null }): Promise<Opened>;
  /** Commits one turn: state, messages, texts, trace, job and dedupe key. */
  commit(turn: TurnCommit): Promise<Committed>;
  /**
   * Records a message that makes no turn: `kept` while the contact is busy (the 21st is recorded as `not_used`),
   * `unanswered` where no flow takes it. `seen` when it was taken before.
   */
  record(query: {
    readonly contact: ContactKey;
    readonly contactId: number | null;
    readonly conversationId: number | null;
    readonly message: NewMessage;
    readonly status: 'kept' | 'unanswered';
    readonly now: number;
  }): Promise<'recorded' | 'full' | 'seen'>;
  /** Records that texts claimed for TwiML went out. */
  markSaid(query: { readonly ids: readonly number[]; readonly now: number }): Promise<void>;
  /** Sends texts that were claimed for TwiML and never went out by the channel instead. Returns how many. */
  reroute(query: { readonly ids: readonly number[]; readonly now: number }): Promise<number>;

  claimJobs(query: { readonly now: number; readonly limit: number; readonly leaseUntil: number }): Promise<readonly Job[]>;
  /** When the next job is due, or null. */
  nextJobAt(): Promise<number | null>;
  /** Removes a job that was stale or is done. */
  dropJob(query: { readonly id: number; readonly revision: number }): Promise<void>;
  retryJob(query: { readonly id: number; readonly dueAt: number; readonly error: string }): Promise<void>;
  /** Puts a job that failed for good into the list of dead letters. */
  buryJob(query: { readonly id: number; readonly error: string; readonly now: number }): Promise<void>;

  /** Queues a text with the job that sends it. Returns the message's id. */
  enqueueText(text: NewText): Promise<number>;
  /** Marks a queued text as being sent; null when it is not queued any more. */
  beginSend(query: { readonly messageId: number; readonly now: number }): Promise<Outgoing | null>;
  /** Records what became of a send, and with it the job: done, to be tried again at `retryAt`, or dead. */
  settleSend(query: {
    readonly messageId: number;
    readonly jobId: number;
    readonly result: SendResult;
    readonly retryAt: number | null;
    readonly now: number;
  }): Promise<void>;

  /** After a start: jobs that a dead process held are due again, and texts it had not said go by the channel. */
  recover(query: { readonly now: number }): Promise<{ readonly jobs: number; readonly texts: number }>;

  /** Keeps the content of a flow version for as long as conversations may need it. */
  saveFlow(query: {
    readonly flow: string;
    readonly version: string;
    readonly content: string;
    readonly now: number;
  }): Promise<void>;
  readFlow(query: { readonly flow: string; readonly version: string }): Promise<string | null>;

  /** Rejects when the database does not take a write. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

export type { Status };
