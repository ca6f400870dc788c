import type { OtpResponse } from './ports.ts';

/**
 * A request with an `Idempotency-Key`, as the store knows it: keyed hashes of the key with its route, and of what the
 * body and the caller say. Times here and below are milliseconds of the wall clock; every hash is 32 bytes.
 */
export interface OtpCall {
  readonly key: Buffer;
  readonly request: Buffer;
  /** Until when a repeat is given the first answer. */
  readonly keptUntil: number;
}

/** What a send to a phone is judged by. */
export interface SendHistory {
  /** The sends to this phone that still count, from whatever contact, oldest first. */
  readonly sends: readonly { readonly at: number; readonly approvedAt: number | null }[];
  /** Until when this contact may have no new code sent to this phone. */
  readonly pausedUntil: number | null;
}

/** A challenge to be kept: `id` is the public reference, the rest are keyed hashes and times. */
export interface NewChallenge {
  readonly id: string;
  readonly phone: Buffer;
  readonly contact: Buffer;
  readonly code: Buffer;
  readonly expiresAt: number;
  /** Until when its sends and failed checks count. */
  readonly keptUntil: number;
}

/** Asks for a challenge. `judge` is pure, runs inside the transaction, and gives the refusal, or null to go ahead. */
export interface ReserveRequest {
  readonly challenge: NewChallenge;
  readonly now: number;
  readonly call: OtpCall | null;
  readonly judge: (history: SendHistory) => OtpResponse | null;
}

/** A final answer: made now, or the one an earlier call with the same key was given. */
export interface Answered {
  readonly as: 'answered';
  readonly answer: OtpResponse;
}

/** The key was used before with another request. */
export interface Conflict {
  readonly as: 'conflict';
}

/** `reserved`: the text may go out. `pending`: the same call began at `startedAt` and has no answer yet. */
export type Reservation =
  | Answered
  | Conflict
  | { readonly as: 'reserved'; readonly history: SendHistory }
  | { readonly as: 'pending'; readonly startedAt: number };

/** How many failed checks are allowed for a code, a contact (null: no limit) and a phone. */
export interface CheckLimits {
  readonly code: number;
  readonly contact: number | null;
  readonly phone: number;
}

/** Failed checks of one challenge, and until when they count. */
interface FailedChecks {
  readonly failed: number;
  readonly countedUntil: number;
}

/** What was spent, this check included: checks of the code, failed checks of the contact and of the phone. */
export interface CheckUsage {
  readonly checks: number;
  readonly contact: readonly FailedChecks[];
  readonly phone: readonly FailedChecks[];
}

/** What a check came to. Only `approved` and `wrong_code` were compared; the others cost nothing. */
export type CheckVerdict =
  | { readonly as: 'approved' | 'wrong_code' | 'day_limit'; readonly usage: CheckUsage }
  | { readonly as: 'expired' | 'too_many_checks' | 'unknown' };

/** A check of a code. `proof` is the keyed hash that the right code has; `answer` is pure and runs inside the transaction. */
export interface CheckRequest {
  readonly id: string;
  readonly contact: Buffer;
  readonly proof: Buffer;
  readonly now: number;
  /** Until when the pair of contact and phone is paused if this check is the last one of the code. */
  readonly pausedUntil: number;
  readonly limits: CheckLimits;
  readonly call: OtpCall | null;
  readonly answer: (verdict: CheckVerdict) => OtpResponse;
}

/** The durable side of the OTP service. Each method is one atomic operation. */
export interface OtpStore {
  /** Judges a send and keeps the challenge, which replaces the older one of the same contact and phone. */
  reserve(request: ReserveRequest): Promise<Reservation>;
  /** Ends a reserved call. The first answer stays: it is the one returned. */
  settle(request: { readonly call: OtpCall; readonly answer: OtpResponse }): Promise<OtpResponse>;
  /** Keeps an answer that follows from the request alone. */
  remember(request: { readonly call: OtpCall; readonly answer: OtpResponse; readonly now: number }): Promise<Answered | Conflict>;
  /** Counts a check before it compares; approves a code at most once. */
  check(request: CheckRequest): Promise<Answered | Conflict>;
  /** Deletes what is kept until a time earlier than `before` (now, or earlier) and says how many rows that was. */
  purge(request: { readonly before: number }): Promise<number>;
}
