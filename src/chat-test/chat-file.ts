import type { Place } from '../engine/event.ts';
import type { ChannelName } from '../engine/scope.ts';
import type { Value } from '../engine/value.ts';

/** Where something stands in a chat file; both count from 1. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

/** A text as a chat file writes it down: the whole text, its beginning, or what must be in it. */
export interface ExpectedText {
  readonly exact: string | null;
  readonly prefix: string | null;
  readonly has: readonly string[];
  /** Patterns in RE2 syntax. */
  readonly matches: readonly string[];
}

/** A value as a chat file writes it down. Scalars are text; a mapping names only what is looked at. */
export type ExpectedValue = string | readonly ExpectedValue[] | { readonly [key: string]: ExpectedValue };

/** What the person or the time does. Durations are milliseconds. */
export type Action =
  | {
      readonly kind: 'user';
      readonly text: string;
      readonly media: readonly string[];
      readonly button: string | null;
      readonly location: Place | null;
      /** Only media, with no word of who sends it: after a text with media it is that text's. */
      readonly alone: boolean;
    }
  | { readonly kind: 'wait' | 'silence'; readonly ms: number };

/** What is to happen. `media` null: the text's media were not written down. */
export type Listed =
  | { readonly kind: 'bot'; readonly text: ExpectedText; readonly media: readonly string[] | null }
  | { readonly kind: 'api'; readonly api: string; readonly sent: { readonly [path: string]: ExpectedValue } }
  | { readonly kind: 'end'; readonly outcome: string | null };

/** How things are to stand. */
export type Standing =
  | { readonly kind: 'at'; readonly step: string }
  | { readonly kind: 'status'; readonly status: string }
  | { readonly kind: 'attributes'; readonly values: { readonly [path: string]: ExpectedValue } };

export type Expectation = Listed | Standing;

/** One entry of a chat, with its place and the part of the file's text that it takes. */
export interface ChatLine {
  readonly place: Spot;
  readonly from: number;
  readonly to: number;
  readonly does: Action | Expectation;
}

/** How an API answers one call. `after` is in milliseconds. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: an empty body. A text is sent as it is, everything else as JSON. */
  readonly body: Value | undefined;
  readonly failure: 'timeout' | 'network' | null;
  readonly after: number;
}

/** One chat to be played. */
export interface ChatTest {
  readonly name: string;
  readonly place: Spot;
  readonly from: string;
  readonly channel: ChannelName;
  /** Answers by the id of the API, in order. */
  readonly apis: ReadonlyMap<string, readonly ScriptedAnswer[]>;
  readonly lines: readonly ChatLine[];
  /** Where the chat's list ends in the file's text. */
  readonly end: number;
}

/** A name in a chat file that must stand for something in the flows. */
export interface NamedThing {
  readonly what: 'flow' | 'api';
  readonly name: string;
  readonly place: Spot;
}

/** A file of chats. `file` is its path as messages name it. */
export interface ChatFile {
  readonly file: string;
  readonly text: string;
  /** The flow that is tested; null leaves the choice to the triggers. */
  readonly flow: string | null;
  readonly names: readonly NamedThing[];
  readonly tests: readonly ChatTest[];
}

/** True for what the person or the time does. */
export function isAction(does: Action | Expectation): does is Action {
  return does.kind === 'user' || does.kind === 'wait' || does.kind === 'silence';
}

/** True for entries that say what happens. */
export function isListed(expected: Expectation): expected is Listed {
  return expected.kind === 'bot' || expected.kind === 'api' || expected.kind === 'end';
}
