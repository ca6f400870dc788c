import type { Button } from './buttons.ts';

/** A content template of Twilio's by its id, with its variables filled in. */
export interface ContentTemplate {
  readonly sid: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** One text that a step says. Buttons become a numbered list where they cannot be shown. */
export interface Say {
  readonly text: string;
  readonly media: readonly string[];
  readonly buttons?: readonly Button[];
  readonly template?: ContentTemplate | null;
}

/**
 * What goes with a text on WhatsApp: a content template. With buttons the text is the template, whose quick replies they
 * are; without, the template stands in for it outside the 24 hours. `secret`: it has a value in it that is to be hidden.
 */
export interface Content {
  readonly template: ContentTemplate;
  readonly buttons: readonly Button[];
  readonly secret: boolean;
}

/** A text on its way out. `shown` is the text with its secrets hidden, `shownMedia` the addresses, where they have any. */
export interface SayEffect {
  readonly type: 'say';
  readonly text: string;
  readonly shown: string;
  readonly media: readonly string[];
  readonly shownMedia?: readonly string[];
  readonly content?: Content;
}

/** What a turn asks the runtime to do, in order. Durations are milliseconds. */
export type Effect =
  | SayEffect
  | { readonly type: 'call'; readonly api: string; readonly meanwhile?: Meanwhile }
  | { readonly type: 'timer'; readonly after: number; readonly kind: TimerKind }
  | ({ readonly type: 'claim' } & Claim)
  | ({ readonly type: 'not_verified' } & NotVerified)
  | { readonly type: 'end'; readonly outcome: string };

/** What is said while a call takes long: once by itself (`slow`), and once when the person writes meanwhile (`busy`). */
export interface Meanwhile {
  readonly slow: string | null;
  readonly busy: string;
}

/** A phone number that a person has shown to be theirs. `trust` is how long that holds, in milliseconds. */
export interface Claim {
  readonly phone: string;
  readonly method: string;
  readonly trust: number;
}

/** A verification that came to nothing. `phone` is null when no number was given. */
export interface NotVerified {
  readonly verdict: string;
  readonly phone: string | null;
  readonly method: string;
}

/** `delay` continues a flow; `no_reply` says that nobody answered. */
export type TimerKind = 'delay' | 'no_reply';
