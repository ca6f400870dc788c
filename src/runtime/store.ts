import type { SayEffect } from '../engine/effect.ts';
import type { ConversationState, Status } from '../engine/state.ts';
import type { TraceEntry } from '../engine/trace.ts';
import type { Attributes } from '../engine/value.ts';
import type { DeadLetterStore } from './dead-letter-store.ts';
import type { Aside, DeliveryReport, DoubtfulText, DoubtSettled } from './delivery.ts';
import type { EventFields } from './event-store.ts';
import type { FlowStore } from './flow-store.ts';
import type { InboundStatus, KeptMessage, NewMessage, OutboundStatus, Route, Said, SeenMessage } from './messages.ts';
import type { PeopleStore } from './people-store.ts';
import type { ContactKey, Outgoing, SendResult } from './ports.ts';
import type { Reads } from './reads.ts';
import type { Verified } from './verified.ts';

export interface StoredConversation {
  readonly id: number;
  readonly flow: string;
  readonly version: string;
  /** Grows by one with each turn; a commit names the one it read. */
  readonly revision: number;
  readonly state: ConversationState;
}

export interface Opened {
  readonly seen: SeenMessage | null;
  readonly contactId: number | null;
  readonly name: string | null;
  readonly language: string | null;
  /** When they last wrote to us on WhatsApp; null on other channels. */
  readonly lastInboundAt: number | null;
  /** Attributes kept for the person's later conversations. */
  readonly attributes: Attributes;
  /** The phone number that was last verified to be theirs, whether or not it is still trusted. */
  readonly verified: Verified | null;
  /** The one conversation that is open, if any. */
  readonly conversation: StoredConversation | null;
  /** Messages that wait for the next capture, oldest first; read only while the conversation is busy. */
  readonly kept: readonly KeptMessage[];
  /** When the busy conversation's delay is over; null while it waits for something else. */
  readonly delayedUntil: number | null;
  /** Nothing may be sent to this contact. */
  readonly optedOut: boolean;
  /** When the oldest of the texts to this contact was said that go by the channel and have not left yet; null when there is none. */
  readonly unsentSince: number | null;
  /** Another process makes the call that the busy conversation waits for, or holds a webhook for its delay. */
  readonly elsewhere?: boolean;
  /** Messages of this contact were only stored and are not handled yet. Told where processes share the store. */
  readonly behind?: boolean;
}

/** Why a conversation is to be woken. `call`: an API call is under way, and the job is there for the case that we die. */
export type ConversationJob =
  | { readonly kind: 'delay' | 'no_reply'; readonly dueAt: number }
  | { readonly kind: 'call'; readonly dueAt: number; readonly key: string };

/** What becomes of a kept message. `shown`: what replaces its text, when that must be hidden; `bare`: its media, its button and its place are hidden too. */
interface SettledMessage {
  readonly id: number;
  readonly status: InboundStatus;
  readonly shown: string | null;
  readonly bare?: boolean;
}

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
  /** Kept messages that this turn settled. `received`: its own turn comes next, or a job sees to it. */
  readonly read: readonly SettledMessage[];
  readonly say: readonly Omit<SayEffect, 'type'>[];
  readonly route: Route;
  /** The message on whose webhook TwiML goes out; null: the message of this turn. */
  readonly replyTo: number | null;
  readonly trace: readonly TraceEntry[];
  /** Replaces whatever job the conversation had. */
  readonly job: ConversationJob | null;
  /** New values of attributes that outlive the conversation; null when unchanged. */
  readonly contactAttributes: Attributes | null;
  /** The contact's language from now on; null when unchanged. */
  readonly language: { readonly is: string | null } | null;
  /** A number that this turn verified; null when it did none. */
  readonly claim: Verified | null;
  /** What the owner's system is to be told beside the end of a conversation. */
  readonly events: readonly EventFields[];
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
  /** `send`: a text is to be sent. `settle`: nobody knows whether one was. `message`: one that came in under load is to be handled. */
  readonly kind: 'delay' | 'no_reply' | 'call' | 'send' | 'settle' | 'message';
  readonly dueAt: number;
  readonly attempts: number;
  readonly contact: ContactKey;
  readonly conversationId: number | null;
  /** The conversation's revision that set it: another one now means that the job is stale. */
  readonly revision: number;
  readonly messageId: number | null;
  /** The Idempotency-Key of a call. */
  readonly key: string | null;
  /** When it is too late to send its text; null: never. */
  readonly expiresAt: number | null;
}

/** A text to be sent outside any conversation: it goes before all others. */
export interface NewText {
  readonly contact: ContactKey;
  readonly text: string;
  readonly shown: string;
  /** When it is too late to send it; never when it is missing. */
  readonly expiresAt?: number;
  readonly now: number;
}

/** Someone does not want texts any more, or wants them again. */
export interface OptChange {
  readonly contact: ContactKey;
  readonly contactId: number | null;
  /** The message that said so; null when a refusal of the carrier did. */
  readonly message: NewMessage | null;
  /** What is said about it on the webhook's answer, if anything. */
  readonly say: string | null;
  readonly now: number;
}

export type OptChanged =
  | { readonly as: 'changed'; readonly messageId: number | null; readonly said: readonly Said[] }
  | { readonly as: 'seen' };

/** A number of ours, and until when it was looked through for messages whose webhook never came; null: never. */
export interface SweptNumber extends Pick<ContactKey, 'ours' | 'channel'> {
  readonly sweptUntil: number | null;
}

/**
 * Everything the engine keeps. Each method is one whole atomic operation: when its promise resolves, what it did is on disk.
 * Message bodies and secrets are encrypted at rest by the implementation. Methods reject only when the store itself fails.
 */
export interface Store extends Reads, PeopleStore, DeadLetterStore, FlowStore {
  /** Other processes may work on it too. */
  readonly shared?: boolean;
  /** Reads all that a turn needs; with a `sid`, also whether that message was taken before. */
  open(query: { readonly contact: ContactKey; readonly sid: string | null }): Promise<Opened>;
  /** Commits one turn: state, messages, texts, trace, job and dedupe key. */
  commit(turn: TurnCommit): Promise<Committed>;
  /**
   * Records a message that makes no turn now: `kept` while the contact is busy (the 21st is recorded as `not_used`),
   * `unanswered` where no flow takes it, `handed_off` where a person of ours has the conversation, `received` under load, with the job that handles it later. `seen` when it was taken before.
   * `moved` when another process has brought the conversation to where that is not so any more: read again.
   */
  record(query: {
    readonly contact: ContactKey;
    readonly contactId: number | null;
    readonly conversationId: number | null;
    readonly message: NewMessage;
    readonly status: 'kept' | 'unanswered' | 'handed_off' | 'received';
    readonly now: number;
  }): Promise<'recorded' | 'full' | 'seen' | 'moved'>;
  /** Records that texts claimed for TwiML went out. */
  markSaid(query: { readonly ids: readonly number[]; readonly now: number }): Promise<void>;
  /** A message recorded as `received`; null when it was handled meanwhile. */
  readReceived(query: { readonly messageId: number }): Promise<KeptMessage | null>;
  /** What a message recorded as `received` becomes without a turn; `moved` as for `record`. */
  settleReceived(query: {
    readonly messageId: number;
    readonly status: 'kept' | 'unanswered' | 'handed_off';
  }): Promise<'settled' | 'moved'>;

  /** Whose conversation that is; null when there is none. */
  contactOf(query: { readonly conversationId: number }): Promise<ContactKey | null>;
  /** Who that contact is; null when there is none. */
  contactKeyOf(query: { readonly contactId: number }): Promise<ContactKey | null>;
  /** Queues what a person of ours says in a conversation that is in their hands; `not_handed_off` when it is not any more. */
  reply(query: Aside): Promise<'queued' | 'not_handed_off'>;
  /** Queues what the flow says while its conversation waits for a call; nothing when it does not any more. */
  sayMeanwhile(query: Aside): Promise<void>;

  /** Opts a contact out: its conversation ends as `opted_out`, what is queued for it is not sent. */
  optOut(change: OptChange): Promise<OptChanged>;
  optIn(change: OptChange): Promise<OptChanged>;

  /** Texts that were claimed for TwiML and did not get out are doubtful from now on, and go by the channel once that is settled. Returns how many. */
  reroute(query: { readonly ids: readonly number[]; readonly now: number }): Promise<number>;

  claimJobs(query: {
    readonly now: number;
    readonly limit: number;
    /** How many of them may be sends: the texts of one contact in order, those outside conversations first. */
    readonly sends: number;
    readonly leaseUntil: number;
  }): Promise<readonly Job[]>;
  /** When the next job is due, or null. A text that waits for another one of its contact is not due. */
  nextJobAt(): Promise<number | null>;
  /** Removes a job that was stale or is done. */
  dropJob(query: { readonly id: number; readonly revision: number }): Promise<void>;
  /** Tries a job again later, unless another one has taken its place since. */
  retryJob(query: {
    readonly id: number;
    readonly revision: number;
    readonly dueAt: number;
    readonly error: string;
  }): Promise<void>;
  /** Puts a job that failed for good into the list of dead letters, unless another one has taken its place since. */
  buryJob(query: { readonly id: number; readonly revision: number; readonly error: string; readonly now: number }): Promise<void>;

  /** Queues a text with the job that sends it. `opted_out` where nothing may be sent. */
  enqueueText(text: NewText): Promise<{ readonly as: 'queued'; readonly messageId: number } | { readonly as: 'opted_out' }>;
  /** How many texts outside conversations are queued. */
  countUrgent(): Promise<number>;
  /**
   * Marks a queued text as being sent; null when it is not queued any more, has expired, or may not be sent, and then its job is settled too.
   * One that was being sent already is doubtful from now on: nobody recorded what became of that attempt.
   */
  beginSend(query: { readonly messageId: number; readonly now: number }): Promise<Outgoing | null>;
  /** Records what became of a send, and with it the job: done, to be tried again at `retryAt`, or dead. */
  settleSend(query: {
    readonly messageId: number;
    readonly jobId: number;
    readonly result: SendResult;
    readonly retryAt: number | null;
    readonly now: number;
  }): Promise<void>;

  /** Moves a text forward, never back, and settles a doubtful one. Returns whom it was for; null when the text is not ours. */
  report(report: DeliveryReport): Promise<ContactKey | null>;
  /** A text in doubt; null when it is settled meanwhile. */
  readDoubt(query: { readonly messageId: number }): Promise<DoubtfulText | null>;
  settleDoubt(query: {
    readonly messageId: number;
    readonly jobId: number;
    readonly settled: DoubtSettled;
    readonly now: number;
  }): Promise<void>;

  /** Our numbers that people have texted, and when this installation first started (`now` at the first call). */
  readOrigin(query: { readonly now: number }): Promise<{ readonly firstStart: number; readonly ours: readonly SweptNumber[] }>;
  /** That number of ours was looked through until then for messages whose webhook never came. */
  markSwept(query: { readonly to: Pick<ContactKey, 'ours' | 'channel'>; readonly until: number }): Promise<void>;

  /**
   * After a start: jobs that a dead process held are due again, those of texts that it was sending included, and texts it had
   * not said go by the channel. `stored` has the contact of each message that was stored under load and is not handled yet.
   */
  recover(query: {
    readonly now: number;
  }): Promise<{ readonly jobs: number; readonly texts: number; readonly stored: readonly ContactKey[] }>;

  /** Rejects when the database does not take a write. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

export type { DeliveryReport, DoubtfulText, DoubtSettled, Status, Verified };
export type { InboundStatus, KeptMessage, NewMessage, OutboundStatus, Route, Said, SeenMessage };
