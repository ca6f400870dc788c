import type { Button } from './buttons.ts';
import type { MessageView } from './scope.ts';
import type { Memory } from './step.ts';
import type { Attributes } from './value.ts';

/** What a conversation waits for, as it is kept. `person`: one of ours has it, and the bot is silent. */
export type Waiting = 'message' | 'time' | 'api' | 'person';

/** A conversation in a person's hands. `after`: milliseconds until the bot goes on by itself. `from`: what it waited for when it was taken over; null when a step handed it over. */
export interface Handover {
  readonly after: number;
  readonly from: 'message' | 'time' | null;
}

/** `secret`: a capture that hides what it reads has read it. */
export type KeptView = MessageView & { readonly secret: boolean };

/** All that a conversation is between two turns. Plain data. */
export interface ConversationState {
  /** The step that waits; null once ended. */
  readonly step: string | null;
  /** The steps that called the flows it is in, outermost first; empty in the flow it began with. */
  readonly calls: readonly string[];
  readonly waiting: Waiting | null;
  /** The API whose answer it waits for. */
  readonly api: string | null;
  readonly memory: Memory;
  /** How long it waits for a message, where the step says so itself, in milliseconds. */
  readonly within: number | null;
  /** True once this wait's reminder was said. */
  readonly reminded: boolean;
  readonly handover: Handover | null;
  /** The buttons that were last said and not answered yet. */
  readonly offered: readonly Button[];
  readonly attributes: Attributes;
  /** The last message, for templates; kept between turns only when the flow or an API reads it. */
  readonly message: KeptView | null;
  readonly turns: number;
  readonly outcome: string | null;
}

export const NEW_CONVERSATION: ConversationState = {
  step: null,
  calls: [],
  waiting: null,
  api: null,
  memory: {},
  within: null,
  reminded: false,
  handover: null,
  offered: [],
  attributes: {},
  message: null,
  turns: 0,
  outcome: null,
};

/** The word for a conversation's state that lists and APIs show. */
export type Status = 'waiting' | 'busy' | 'handed_off' | 'ended';

const STATUS = { message: 'waiting', time: 'busy', api: 'busy', person: 'handed_off' } as const;

/** Busy while a delay or a call is under way: what arrives then is kept. */
export function statusOf({ waiting }: ConversationState): Status {
  return waiting === null ? 'ended' : STATUS[waiting];
}
