import type { Problem } from '../../flow/problem.ts';
import type { Loaded } from '../../flow/load.ts';
import type { TryEvent } from '../contract.ts';

/** Who talks to what. `flow` null: the one that the messages start. */
export interface TryWish {
  readonly flow: string | null;
  readonly channel: 'sms' | 'whatsapp';
  readonly from: string;
  readonly flows: Loaded;
}

/** How the next call of an API is to fail. */
export type Fault = number | 'timeout' | 'network';

/** One chat with an engine of its own. */
export interface Try {
  readonly id: string;
  readonly from: string;
  readonly flow: string | null;
  say(message: { readonly text: string; readonly button: string | null; readonly media: readonly string[] }): void;
  /** Ends the pause that there is; false when there is none. */
  skip(): boolean;
  /** Lets time go on, in milliseconds. */
  advance(ms: number): void;
  /** False when there is no such API. */
  fail(api: string, fault: Fault): boolean;
  /** The chat as a file for `parley test`; null when nothing was said yet. */
  save(): Promise<{ readonly text: string; readonly problem: string | null } | null>;
  /** Tells what happened after that event, and what happens from now on. The returned function stops it. */
  listen(after: number, listener: (event: TryEvent) => void): () => void;
}

/** The chats that are tried out. */
export interface Tries {
  /** Null when there is no such flow among those. */
  open(wish: TryWish): Promise<Try | null>;
  find(id: string): Try | undefined;
  /** False when it has gone already. */
  close(id: string): Promise<boolean>;
}

/** The problems that keep a text from being tried. */
export function errorsIn(problems: readonly Problem[], file: string): readonly Problem[] {
  return problems.filter((one) => one.severity === 'error' && one.file === file);
}
