import type { Effect } from './effect.ts';
import type { InboundMessage, Secrecy } from './event.ts';
import type { ContactView } from './scope.ts';
import type { ConversationState } from './state.ts';
import type { TraceEntry } from './trace.ts';
import type { WordingFacts } from './wording.ts';

/** What a turn may know beside its flow, its state and its event. */
export interface World {
  readonly contact: ContactView;
  /** The country of our own number, the default region of phone captures. */
  readonly country: string | undefined;
  /** The number of ours that the person writes to. */
  readonly ours: string;
  /** The countries that codes may be sent to; null: all. */
  readonly allowedCountries: readonly string[] | null;
  /** Wall time, in milliseconds. */
  readonly now: number;
  readonly wording: WordingFacts;
  /** Messages that arrived while the conversation was busy, oldest first. */
  readonly kept: readonly InboundMessage[];
  /** Some API reads the last message, and a flow may come to call it: APIs are not pinned with a flow. */
  readonly apisReadMessage: boolean;
}

/** What became of a message in a turn, and how it is to be kept. */
export interface ReadMessage {
  readonly message: InboundMessage;
  readonly as: 'used' | 'not_used';
  readonly hides: Secrecy;
}

/** What came of one event: the new state, what is to be done, and what became of the messages. */
export interface Turn {
  readonly state: ConversationState;
  readonly effects: readonly Effect[];
  readonly trace: readonly TraceEntry[];
  readonly read: readonly ReadMessage[];
  /** Kept messages that no step has tried yet, oldest first. */
  readonly unread: readonly InboundMessage[];
}
