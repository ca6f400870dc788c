import type { ApiAnswer } from './api.ts';

/** A message of the person as the engine sees it. */
export interface InboundMessage {
  readonly text: string;
  readonly media: readonly string[];
  /** The payload of a pressed button. */
  readonly button: string | null;
}

/** How a message that a step read is kept: as it is, with its digits hidden, or hidden whole. */
export type Secrecy = 'open' | 'digits' | 'all';

/** What happened to a conversation. `started` begins one; its message chose the flow and answers nothing. */
export type Event =
  | { readonly type: 'started'; readonly message: InboundMessage | null }
  | { readonly type: 'message'; readonly message: InboundMessage }
  | { readonly type: 'time' }
  | { readonly type: 'api'; readonly answer: ApiAnswer };
