import type { Api, ApiAnswer } from '../engine/api.ts';
import type { Button } from '../engine/buttons.ts';
import type { ContentTemplate } from '../engine/effect.ts';
import type { ChannelName, ContactView, Scope } from '../engine/scope.ts';

import type { OtpUsage } from './otp-store.ts';

export type { Store } from './store.ts';

/** Milliseconds. `now` is wall time and may jump; `monotonic` only moves forward and is for measuring waits. */
export interface Clock {
  now(): number;
  monotonic(): number;
  /** Calls `run` once after `ms`; the returned function cancels it. */
  after(ms: number, run: () => void): () => void;
}

export interface Random {
  /** Cryptographically strong bytes. */
  bytes(count: number): Buffer;
  /** A whole number, 0 ≤ n < `limit`, unbiased. */
  below(limit: number): number;
  uuid(): string;
}

/** Structured log. Fields are ids, numbers and words of ours: never a message's text, a code, a token or a secret. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** How far somebody came who is to verify a number. */
export type VerifyStage = 'asked' | 'number_ok' | 'sent' | 'typed' | 'verified';

/** Counts what happens. Words are few: kinds, outcomes, ids of flows and APIs; times are milliseconds. It must cost next to nothing. */
export interface Metrics {
  /** A turn that is on disk, and how long its commit took. */
  turn(flow: string, ms: number): void;
  ended(flow: string, outcome: string): void;
  /** A step that could not do what it should. */
  stepFailed(flow: string, step: string, why: string): void;
  called(api: string, ok: boolean, ms: number): void;
  /** A job that was taken so long after it was due. */
  job(kind: string, lateness: number): void;
  /** `code` is Twilio's, where there is one. */
  sent(result: SendResult['as'], code: number | null): void;
  reported(status: string, code: number | null): void;
  verification(stage: VerifyStage): void;
  webhook(kind: 'message' | 'status', outcome: 'answered' | 'refused' | 'unavailable' | 'lost', ms: number): void;
}

/** The identity of a contact. Both addresses are without channel prefix and opaque: never parsed as phone numbers. */
export interface ContactKey {
  readonly ours: string;
  readonly channel: ChannelName;
  readonly theirs: string;
}

/** One text to send. `id` is the message's own id, named in its status callback. */
export interface Outgoing {
  readonly id: number;
  readonly contact: ContactKey;
  readonly text: string;
  readonly media: readonly string[];
  /** What goes in place of the text, where it may or must not go as it is. */
  readonly template: ContentTemplate | null;
  /** The quick replies that the template has. */
  readonly buttons: readonly Button[];
}

/** What became of a send. `refused` by the far side with its code; `unknown` when no answer says whether it was taken. */
export type SendResult =
  | { readonly as: 'sent'; readonly sid: string }
  | {
      readonly as: 'refused';
      readonly code: number | null;
      readonly reason: string;
      readonly retry: boolean;
      readonly retryAfter: number | null /* seconds */;
    }
  | { readonly as: 'unknown'; readonly reason: string };

/** A list from the far side, or why there is none now. `isCut`: there are older ones, too many to be read. */
export type Listed<Item> =
  | { readonly ok: true; readonly items: readonly Item[]; readonly isCut?: true }
  | { readonly ok: false; readonly reason: string };

/** Times are wall milliseconds. */
export interface SentText {
  readonly sid: string;
  readonly text: string;
  readonly at: number;
}

export interface ReceivedText {
  readonly sid: string;
  readonly from: string;
  readonly text: string;
  readonly at: number;
}

/** A way out to phones: Twilio's REST API, or the simulator. Never throws for what the far side does. */
export interface Channel {
  send(message: Outgoing): Promise<SendResult>;
  /** Texts that the far side knows to have been sent to a contact since then: what settles a doubt. */
  listSent(query: { readonly contact: ContactKey; readonly since: number }): Promise<Listed<SentText>>;
  /** Messages that people have sent to a number of ours since then, oldest first: what an outage may have lost. */
  listReceived(query: {
    readonly to: Pick<ContactKey, 'ours' | 'channel'>;
    readonly since: number;
  }): Promise<Listed<ReceivedText>>;
}

export interface ApiCall {
  readonly api: Api;
  /** Attributes, contact, message and flow; the caller adds `secret`, `twilio` and `response` itself. */
  readonly scope: Scope;
  /** Stays the same when the same call is made again. */
  readonly idempotencyKey: string;
  /** Who the call is for: `internal:` endpoints keep budgets by sender. */
  readonly contact: ContactKey | null;
}

/** Calls a named API through the guard, with its timeout and retries. Never throws: a failure is an answer. */
export interface ApiCaller {
  call(call: ApiCall): Promise<ApiAnswer>;
  close(): Promise<void>;
}

/** Lets sends of one of our numbers through one after the other, no faster than that number may send. */
export interface Pacer {
  run<T>(contact: ContactKey, send: () => Promise<T>): Promise<T>;
  /** How long `count` texts of that number take, in milliseconds. */
  waitFor(contact: ContactKey, count: number): number;
  close(): Promise<void>;
}

/** A request to one of the OTP endpoints, from HTTP or from a flow in the same process. */
export interface OtpRequest {
  /** The value of the `Authorization` header. */
  readonly authorization: string | undefined;
  readonly idempotencyKey: string | undefined;
  /** The parsed JSON body, whatever it is; the service checks it. */
  readonly body: unknown;
  /** The contact whose flow calls, or null for calls from outside. */
  readonly contact: ContactKey | null;
}

export interface OtpResponse {
  readonly status: number;
  readonly body: Readonly<Record<string, string | number | boolean | null>>;
  /** Seconds, for a `Retry-After` header; also in the body as `retryAfter`. */
  readonly retryAfter?: number;
}

/** The built-in OTP service behind `/otp/send` and `/otp/verify` (and `internal:/otp/…`). */
export interface OtpService {
  send(request: OtpRequest): Promise<OtpResponse>;
  verify(request: OtpRequest): Promise<OtpResponse>;
}

/** How full the budgets of the OTP service are, and how much they hold. Times are wall milliseconds. */
export interface OtpBudgets extends OtpUsage {
  readonly now: number;
  readonly sendsPerHour: number;
  readonly perDestination: number;
  readonly perSender: number;
  readonly perPrefix: number;
  readonly allowedCountries: readonly string[] | null;
  readonly testPhones: { readonly count: number; readonly until: number } | null;
}

/** What people may see and do about the OTP service. */
export interface OtpControl {
  budgets(): Promise<OtpBudgets>;
  /** Opens a country that was closed because hardly a code was typed; false when it is not closed. */
  openCountry(country: string): Promise<boolean>;
}

/** Sends one text outside any conversation, through the outbox, and says what became of it in time. */
export interface TextSender {
  /** `accepted` when the far side took it or it is still queued after `waitMs`; `failed` when refused for good or the queue is too long. */
  sendText(text: {
    readonly to: string;
    readonly text: string;
    readonly shown: string;
    readonly waitMs: number;
    /** Wall milliseconds from which on it is not sent any more. */
    readonly expiresAt: number;
  }): Promise<'accepted' | 'failed' | 'opted_out'>;
}

export type { Api, ApiAnswer, ChannelName, ContactView, Scope };
