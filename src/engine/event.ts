import type { ApiAnswer } from './api.ts';

/** A picture or a file of a message. `type` is its media type, where it is known. */
export interface MediaFile {
  readonly url: string;
  readonly type: string | null;
}

/** A place that somebody shared. Degrees. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
  readonly address: string | null;
  readonly label: string | null;
}

/** A message of the person as the engine sees it. */
export interface InboundMessage {
  readonly text: string;
  readonly media: readonly MediaFile[];
  /** The payload of a pressed button. */
  readonly button: string | null;
  readonly location: Place | null;
}

/** How a message that a step read is kept: as it is, with its digits hidden, or hidden whole. */
export type Secrecy = 'open' | 'digits' | 'all';

/**
 * What happened to a conversation. `started` begins one; its message chose the flow and answers nothing. A person of ours
 * takes a conversation over from the bot (`taken_over`), gives it back (`taken_back`), or ends it (`closed`).
 */
export type Event =
  | { readonly type: 'started'; readonly message: InboundMessage | null }
  | { readonly type: 'message'; readonly message: InboundMessage }
  | { readonly type: 'time' }
  | { readonly type: 'api'; readonly answer: ApiAnswer }
  | { readonly type: 'taken_over' }
  | { readonly type: 'taken_back' }
  | { readonly type: 'closed' };
