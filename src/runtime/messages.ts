import type { Content } from '../engine/effect.ts';
import type { InboundMessage } from '../engine/event.ts';

/** What becomes of a message that came in. `kept`: it waits for the next capture. `handed_off`: it is for the person who has the conversation. */
export type InboundStatus = 'received' | 'kept' | 'used' | 'not_used' | 'unanswered' | 'handed_off';

/** What becomes of a message that goes out, in the order in which it may move. */
export type OutboundStatus = 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'undelivered' | 'failed' | 'unknown';

/** The way a text leaves: on the webhook's answer, or by the channel's own send. */
export type Route = 'twiml' | 'rest';

export interface NewMessage extends InboundMessage {
  readonly sid: string;
  readonly name: string | null;
  /** What Twilio itself made of the message, where it says so. */
  readonly optOut: 'STOP' | 'START' | 'HELP' | null;
}

export interface KeptMessage extends InboundMessage {
  readonly id: number;
}

/** A text that was committed to be said. */
export interface Said {
  readonly id: number;
  readonly text: string;
  readonly media: readonly string[];
  readonly content?: Content;
}

/** A message that was taken before. `unsaid` are the texts of its answer that are still claimed for TwiML. */
export interface SeenMessage {
  readonly id: number;
  readonly unsaid: readonly Said[];
}
