import type { ChannelName } from '../engine/scope.ts';
import type { CallTrace } from '../engine/trace.ts';
import type { FlowVersion } from './flow-store.ts';
import type { OutboundStatus } from './store.ts';

/** One call of an API that a conversation made. `at` is in wall milliseconds. */
export interface CallMade {
  readonly at: number;
  readonly conversationId: number;
  readonly call: CallTrace;
}

/** A text of ours on its way. `shown` has its secrets hidden. */
export interface OutText {
  readonly id: number;
  readonly to: string;
  readonly channel: ChannelName;
  readonly shown: string;
  readonly status: OutboundStatus;
  readonly error: string | null;
  readonly at: number;
  readonly conversationId: number | null;
  /** The job about it that failed for good. */
  readonly deadLetter: number | null;
  /** It had a code in it that is erased by now. */
  readonly erased: boolean;
}

/** Which flows and APIs verify numbers. */
export interface VerifyingParts {
  readonly flows: readonly string[];
  /** Calls that ask for a code to be sent, and that check one. */
  readonly sending: readonly string[];
  readonly checking: readonly string[];
}

/** How many conversations came how far on a day; one that goes on over midnight may count for either. */
export interface Funnel {
  /** Days since 1970, in UTC. */
  readonly day: number;
  readonly asked: number;
  readonly numberOk: number;
  readonly sent: number;
  readonly typed: number;
  readonly verified: number;
}

/** Numbers over what happened: nothing here changes anything. Times are wall milliseconds. */
export interface Figures {
  /** How many open conversations go on with each version. */
  countOpen(): Promise<readonly (FlowVersion & { readonly count: number })[]>;
  /** How the conversations that began since then went: `outcome` is null for those that go on. */
  countOutcomes(query: {
    readonly since: number;
  }): Promise<readonly { readonly flow: string; readonly outcome: string | null; readonly count: number }[]>;
  /** The latest calls first; with `api`, only of that one, as far back as can be looked in a moment. */
  listCalls(query: { readonly since: number; readonly api: string | null; readonly limit: number }): Promise<readonly CallMade[]>;
  countFunnel(query: VerifyingParts & { readonly since: number }): Promise<readonly Funnel[]>;
  /** By day, how many texts with codes phones are known to have got. */
  countDeliveredCodes(query: { readonly since: number }): Promise<readonly { readonly day: number; readonly count: number }[]>;
  /** The segments of all SMS that were said since then. */
  countSegments(query: { readonly since: number }): Promise<number>;
  /** Newest first. `before` is the `next` of the page before. */
  listOut(query: {
    readonly status: OutboundStatus | null;
    readonly before: number | null;
    readonly limit: number;
  }): Promise<{ readonly items: readonly OutText[]; readonly next: number | null }>;
  countDeadLetters(): Promise<number>;
  /** How many texts are on their way, by what became of them so far. */
  countOutbox(): Promise<Readonly<Record<'queued' | 'sending' | 'unknown', number>>>;
}
