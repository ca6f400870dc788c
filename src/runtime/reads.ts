import type { ChannelName } from '../engine/scope.ts';
import type { Status } from '../engine/state.ts';
import type { TraceEntry } from '../engine/trace.ts';
import type { Attributes } from '../engine/value.ts';

export interface ConversationItem {
  readonly id: number;
  readonly address: string;
  readonly channel: ChannelName;
  readonly flow: string;
  readonly version: string;
  readonly state: Status;
  readonly outcome: string | null;
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
  /** Newest first. `before` is the `next` of the page before. */
  listConversations(query: {
    readonly address: string | null;
    readonly state: Status | null;
    readonly before: number | null;
    readonly limit: number;
  }): Promise<{ readonly items: readonly ConversationItem[]; readonly next: number | null }>;
  readConversation(query: { readonly id: number }): Promise<ConversationDetail | null>;
}
