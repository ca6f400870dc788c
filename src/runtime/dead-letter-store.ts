import type { ChannelName } from '../engine/scope.ts';

/** A job that failed for good. */
export interface DeadLetter {
  readonly id: number;
  readonly kind: string;
  readonly address: string;
  readonly channel: ChannelName;
  readonly conversationId: number | null;
  readonly messageId: number | null;
  /** How often it was tried. */
  readonly attempts: number;
  readonly error: string;
  /** Wall milliseconds. */
  readonly since: number;
}

/**
 * What became of a wish to try one again. `opted_out`: nothing may be sent to its person. `erased`: its text had a code in it,
 * which is not kept.
 */
export type Retried = 'retried' | 'missing' | 'opted_out' | 'erased';

/** The jobs that failed for good. Each method is one whole atomic operation. */
export interface DeadLetterStore {
  /** Newest first. `before` is the `next` of the page before. */
  listDeadLetters(query: {
    readonly before: number | null;
    readonly limit: number;
  }): Promise<{ readonly items: readonly DeadLetter[]; readonly next: number | null }>;
  /** Makes one due again with all its tries before it, and its text one that is to be sent or asked about. */
  retryDeadLetter(query: { readonly id: number; readonly now: number }): Promise<Retried>;
  /** Removes one and ends what waited for it: its conversation ends as `error`, its text fails. False when it is not there. */
  dropDeadLetter(query: { readonly id: number; readonly now: number }): Promise<boolean>;
}
