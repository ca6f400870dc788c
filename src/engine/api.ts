import type { Condition } from './condition.ts';
import type { ResponseView } from './scope.ts';
import type { Template } from './template.ts';
import type { Attributes, Value } from './value.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A JSON value whose strings are templates. */
export type TemplateTree =
  | Template
  | null
  | boolean
  | number
  | readonly TemplateTree[]
  | { readonly [key: string]: TemplateTree };

/** Why a call may be made again: a class of failure, a status, or a class of statuses. */
export type RetryOn = 'network' | 'timeout' | 'interrupted' | number | '1xx' | '2xx' | '3xx' | '4xx' | '5xx';

/** One named API of the catalogue, compiled. Durations are milliseconds. */
export interface Api {
  readonly id: string;
  readonly name: string;
  readonly method: HttpMethod;
  /** Rendered with every value percent-encoded; `internal:/otp/send` and `internal:/otp/verify` stay in process. */
  readonly url: Template;
  readonly query: Readonly<Record<string, Template>>;
  readonly headers: Readonly<Record<string, Template>>;
  readonly body: TemplateTree | undefined;
  readonly encoding: 'json' | 'form';
  readonly auth:
    | { readonly basic: { readonly username: Template; readonly password: Template } }
    | { readonly bearer: Template }
    | undefined;
  readonly timeout: number;
  /** `attempts` is the total, the first call included. */
  readonly retry: { readonly attempts: number; readonly on: readonly RetryOn[] };
  readonly success: Condition | undefined;
  readonly save: Readonly<Record<string, Template>>;
  /** True when `success`, `save` or a step's `outcomes` reads into `response.body`, so that the body must be JSON. */
  readonly readsBody: boolean;
  /** True when a call of it puts something of the last message in. */
  readonly readsMessage: boolean;
  readonly sample: Attributes;
}

/** Why an API call failed. `status`: an answer that is no success. `refused`: our own guard stopped the call. */
export type ApiFailure = 'network' | 'timeout' | 'status' | 'not_json' | 'too_large' | 'refused' | 'interrupted' | 'bad_request';

/** One exchange as it may be kept and shown: secrets redacted, bodies cut to 2 KiB. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestBody: string | null;
  readonly status: number | null;
  readonly responseBody: string | null;
  readonly attempts: number;
  readonly ms: number;
}

/** How a call ended. `saved` is what `save` took from the answer (missing values are null). */
export interface ApiAnswer {
  readonly ok: boolean;
  readonly failure: ApiFailure | null;
  /** Words for the trace, redacted and at most 200 characters; null on success. */
  readonly reason: string | null;
  readonly response: ResponseView | null;
  readonly saved: Readonly<Record<string, Value>>;
  /** Names of `save` whose value was missing in the answer. */
  readonly missing: readonly string[];
  readonly exchange: Exchange;
}
