import type { MessageView } from './scope.ts';
import type { Memory } from './step.ts';
import type { Attributes } from './value.ts';

/** What a conversation waits for, as it is kept. */
export type Waiting = 'message' | 'time' | 'api';

/** `secret`: a capture that hides what it reads has read it. */
export type KeptView = MessageView & { readonly secret: boolean };

/** All that a conversation is between two turns. Plain data. */
export interface ConversationState {
  /** The step that waits; null once ended. */
  readonly step: string | null;
  readonly waiting: Waiting | null;
  readonly memory: Memory;
  /** True once this wait's reminder was said. */
  readonly reminded: boolean;
  readonly attributes: Attributes;
  /** The last message, for templates; kept between turns only when the flow reads it. */
  readonly message: KeptView | null;
  readonly turns: number;
  readonly outcome: string | null;
}

export const NEW_CONVERSATION: ConversationState = {
  step: null,
  waiting: null,
  memory: {},
  reminded: false,
  attributes: {},
  message: null,
  turns: 0,
  outcome: null,
};

/** The word for a conversation's state that lists and APIs show. */
export type Status = 'waiting' | 'busy' | 'handed_off' | 'ended';

/** Busy while a delay or a call is under way: what arrives then is kept. */
export function statusOf(state: ConversationState): Status {
  if (state.waiting === null) return 'ended';
  return state.waiting === 'message' ? 'waiting' : 'busy';
}
