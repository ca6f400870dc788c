/** What the owner's system is told of: the type, and what is said beside the contact and the conversation. */
export type EventFields =
  | {
      readonly type: 'verification.approved';
      readonly phone: string;
      readonly method: string;
      readonly verifiedAt: string;
      readonly verifiedUntil: string;
    }
  | {
      readonly type: 'verification.failed';
      readonly phone: string | null;
      readonly method: string;
      readonly verdict: string;
    }
  | { readonly type: 'conversation.ended'; readonly outcome: string }
  | { readonly type: 'conversation.handed_off' }
  | { readonly type: 'contact.opted_out' };

/** An event to be told. `id` stays the same however often it is tried; `at` is when it happened, in wall milliseconds. */
export interface EventJob {
  readonly jobId: number;
  readonly id: string;
  /** JSON, as it is sent. */
  readonly body: string;
  readonly at: number;
  /** This one included. */
  readonly attempts: number;
}

/** What became of an attempt. `later`: it, and what comes after it for the same contact, waits until `dueAt`. */
export type EventSettled =
  | { readonly as: 'told' }
  | { readonly as: 'later'; readonly dueAt: number; readonly reason: string }
  | { readonly as: 'dead'; readonly reason: string };

/** The durable side of telling events: those of one contact in order. Each method is one atomic operation. */
export interface EventStore {
  claimEvents(query: { readonly now: number; readonly limit: number; readonly leaseUntil: number }): Promise<readonly EventJob[]>;
  /** When the next event is due, or null. */
  nextEventAt(): Promise<number | null>;
  settleEvent(query: { readonly jobId: number; readonly settled: EventSettled; readonly now: number }): Promise<void>;
}

/** The way to the owner's system. */
export interface EventSender {
  /** Null when it was taken; else why not. Never rejects. `now` is wall milliseconds. */
  send(event: { readonly id: string; readonly body: string; readonly now: number }): Promise<string | null>;
  /** Gives up what is under way. */
  close(): Promise<void>;
}
