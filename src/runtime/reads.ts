import type { Place } from '../engine/event.ts';
import type { ChannelName } from '../engine/scope.ts';
import type { Status } from '../engine/state.ts';
import type { TraceEntry } from '../engine/trace.ts';
import type { Attributes } from '../engine/value.ts';

export interface ConversationItem {
  readonly id: number;
  readonly contactId: number;
  readonly address: string;
  readonly channel: ChannelName;
  readonly flow: string;
  readonly version: string;
  readonly state: Status;
  readonly outcome: string | null;
  /** A call of an API failed in it. */
  readonly failed: boolean;
  readonly startedAt: number;
  readonly updatedAt: number;
}

export interface TranscriptItem {
  readonly direction: 'in' | 'out';
  /** Secrets hidden. */
  readonly text: string;
  readonly at: number;
  readonly status: string;
  readonly sid: string | null;
  /** Addresses of the pictures and files that came or went with it; there where there are some. */
  readonly media?: readonly string[];
  /** The place that was shared; there where one was. */
  readonly location?: Place;
  /** There for what a person of ours said. */
  readonly author?: 'person';
  /** Why it was not sent or not delivered, or nobody knows whether it was. */
  readonly error?: string;
}

export interface TraceItem {
  readonly turn: number;
  readonly at: number;
  readonly entries: readonly TraceEntry[];
}

export interface ConversationDetail extends ConversationItem {
  /** Secret attributes hidden. */
  readonly attributes: Attributes;
  readonly transcript: readonly TranscriptItem[];
  readonly trace: readonly TraceItem[];
}

/** What people look at: nothing here changes anything, and nothing secret comes out. */
export interface Reads {
  /** Newest first. `before` is the `next` of the page before. `ending`: the last digits of an address. */
  listConversations(query: {
    readonly address: string | null;
    readonly ending?: string | null;
    readonly state: Status | null;
    readonly flow?: string | null;
    readonly failed?: boolean;
    readonly before: number | null;
    readonly limit: number;
  }): Promise<{ readonly items: readonly ConversationItem[]; readonly next: number | null }>;
  readConversation(query: { readonly id: number }): Promise<ConversationDetail | null>;
}

/** Somebody who has shown that a phone number is theirs. Times are wall milliseconds. */
export interface VerifiedContact {
  readonly address: string;
  readonly channel: ChannelName;
  readonly ours: string;
  readonly verifiedAt: number;
  /** It is trusted until then. */
  readonly verifiedUntil: number;
  readonly verifiedBy: string;
}

/** Who is behind a phone number. */
export interface ContactReads {
  /** Those whose claim it is, trusted still or not, the latest first. `phone` is in E.164. */
  findByPhone(query: { readonly phone: string }): Promise<readonly VerifiedContact[]>;
}
