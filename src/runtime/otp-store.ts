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
  /** When each of the other phones that this contact had codes sent to in the last day got its last one, oldest first. */
  readonly otherDestinations: readonly number[];
  /** When the oldest of the sends that fill the hour of this phone's prefix was made; null while it has room. */
  readonly prefixFullBy: number | null;
  /** The same for all sends together. */
  readonly allFullBy: number | null;
  readonly traffic: CountryTraffic;
}

/** What went to one country in the last hour, or since a person opened it. */
export interface CountryTraffic {
  readonly country: string;
  readonly sends: number;
  readonly approved: number;
  /** Sends in an average hour of the days before in which people did verify; null where there was too little to judge. */
  readonly usual: number | null;
  /** How often in a row it was closed, and until when; null when it never was. */
  readonly closings: number;
  readonly closedAt: number | null;
  readonly opensAt: number | null;
}

/** By how many sends the budgets are full. */
export interface SendCounts {
  readonly perPrefix: number;
  readonly all: number;
  /** The sends to a country in an hour from which its usual hour is looked up. */
  readonly toJudge: number;
  /** An hour in which a smaller part was verified is no usual one. */
  readonly verifiedShare: number;
  /** Milliseconds back to which the usual hour is looked for. */
  readonly usualWithin: number;
}

/** What a judge decides: the refusal, or null to go ahead; and whether the country is closed from now on. */
export interface Judgement {
  readonly refusal: OtpResponse | null;
  readonly closes: { readonly opensAt: number; readonly closings: number } | null;
}

/** How full the budgets are, for people: how many of each kind have no room now. */
export interface OtpUsage {
  readonly sends: number;
  readonly destinationsFull: number;
  readonly sendersFull: number;
  readonly prefixesFull: number;
  /** Those with traffic in the last hour, and those that are closed. */
  readonly countries: readonly CountryTraffic[];
}

/** A challenge to be kept: `id` is the public reference, the rest are keyed hashes and times. */
export interface NewChallenge {
  readonly id: string;
  readonly phone: Buffer;
  readonly contact: Buffer;
  readonly prefix: Buffer;
  /** ISO, in clear. */
  readonly country: string;
  readonly code: Buffer;
  readonly expiresAt: number;
  /** Until when its sends and failed checks count. */
  readonly keptUntil: number;
}

/** Asks for a challenge. `judge` is pure and runs inside the transaction. */
export interface ReserveRequest {
  readonly challenge: NewChallenge;
  readonly now: number;
  readonly call: OtpCall | null;
  readonly counts: SendCounts;
  /** False for callers from outside, who share one contact. */
  readonly hasContact: boolean;
  readonly judge: (history: SendHistory) => Judgement;
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
  /** How full the budgets are. `outside` is the contact that callers from outside share: it has no budget. */
  readUsage(request: {
    readonly now: number;
    readonly counts: SendCounts;
    readonly outside: Buffer;
    readonly perDestination: number;
    readonly perSender: number;
  }): Promise<OtpUsage>;
  /** Opens a country that is closed; false when it is not. */
  openCountry(request: { readonly country: string; readonly now: number }): Promise<boolean>;
  /**
   * Takes from codes that went to these phones, or to these contacts, whom they went to; that they were sent still counts
   * for everybody's budgets. Says how many codes that were.
   */
  forget(request: { readonly phones: readonly Buffer[]; readonly contacts: readonly Buffer[] }): Promise<number>;
  /** Deletes what is kept until a time earlier than `before` (now, or earlier) and says how many rows that was. */
  purge(request: { readonly before: number }): Promise<number>;
}
