import type { ContactKey } from './ports.ts';

/** A text to be said in a conversation beside its turns. */
export interface Aside {
  readonly conversationId: number;
  readonly text: string;
  readonly now: number;
}

/** What a delivery report says of a text. */
export interface DeliveryReport {
  /** Our own id, which stands in the address that is told; null when it is missing. */
  readonly messageId: number | null;
  readonly sid: string;
  readonly status: 'sent' | 'delivered' | 'undelivered' | 'failed' | 'read';
  readonly code: number | null;
  readonly now: number;
}

/** A text of which nobody knows whether it was sent. */
export interface DoubtfulText {
  readonly contact: ContactKey;
  /** As it may be shown; equal to what was sent, unless that had a secret in it. */
  readonly shown: string;
  /** It had a secret in it, which is erased by now: it cannot be sent again. */
  readonly secret: boolean;
  /** A content template may have gone in its place. */
  readonly template: boolean;
  readonly since: number;
  /** Ids of texts to this contact of which we do know. */
  readonly knownSids: readonly string[];
  /** Other texts to this contact that got out or may be on their way since then, and whose ids we do not know. */
  readonly unnamed: readonly Pick<DoubtfulText, 'shown' | 'secret'>[];
}

/** What became known of a doubtful text. `sid` null: it was sent, but not which of those listed it is. `again`: it was not sent, so it is queued once more, flagged. */
export type DoubtSettled =
  | { readonly as: 'sent'; readonly sid: string | null }
  | { readonly as: 'again' }
  | { readonly as: 'failed'; readonly reason: string };
