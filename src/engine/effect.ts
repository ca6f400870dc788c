/** One text that a step says. */
export interface Say {
  readonly text: string;
  readonly media: readonly string[];
}

/** What a turn asks the runtime to do, in order. Durations are milliseconds. `shown` is a text with its secrets hidden. */
export type Effect =
  | { readonly type: 'say'; readonly text: string; readonly shown: string; readonly media: readonly string[] }
  | { readonly type: 'call'; readonly api: string }
  | { readonly type: 'timer'; readonly after: number; readonly kind: TimerKind }
  | { readonly type: 'end'; readonly outcome: string };

/** `delay` continues a flow; `no_reply` says that nobody answered. */
export type TimerKind = 'delay' | 'no_reply';
