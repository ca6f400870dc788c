import type { Button } from '../engine/buttons.ts';
import type { Value } from '../engine/value.ts';

/** A request as it left, before anything is hidden. `body` is what was encoded; header names are in lower case. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Value | undefined;
}

/** A text to the person. `shown` has its secrets hidden. `isOwn`: the server itself says it about opting in or out. */
export interface SaidText {
  readonly kind: 'bot';
  readonly text: string;
  readonly shown: string;
  readonly media: readonly string[];
  /** What can be tapped. */
  readonly buttons: readonly Button[];
  readonly isOwn: boolean;
}

/** A call of an API. `answer` is how it was answered, in a few words; null when the file has no answer left for it. */
export interface ApiCalled {
  readonly kind: 'api';
  readonly api: string;
  readonly sent: SentRequest;
  readonly answer: string | null;
}

/** A conversation ended. `isAside`: because another one began, which says it well enough. */
export interface Ended {
  readonly kind: 'end';
  readonly outcome: string;
  readonly isAside: boolean;
}

/** Something that happened in a chat and is to be listed in it. */
export type Happening = SaidText | ApiCalled | Ended;

/** A happening in a few words, for people. */
export function describeHappening(one: Happening): string {
  if (one.kind === 'bot') return `the bot said "${one.shown}"`;
  if (one.kind === 'api') return `${one.api} was called`;
  return `the conversation ended with "${one.outcome}"`;
}
