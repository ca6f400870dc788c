import type { Attributes, Value } from './value.ts';

/** The channels a person can text on. */
export type ChannelName = 'sms' | 'whatsapp';

/** What templates and conditions may know of the person. `address` has no channel prefix. */
export interface ContactView {
  readonly address: string;
  readonly channel: ChannelName;
  readonly name: string | null;
  readonly language: string | null;
  /** A phone number of theirs was verified and is still trusted; the two below say which, in E.164, and since when, in ISO 8601. */
  readonly verified: boolean;
  readonly verified_phone: string | null;
  readonly verified_at: string | null;
}

/** The last message of the person, as templates see it. */
export interface MessageView {
  readonly text: string;
  readonly media: readonly string[];
}

/** What came back from an API: `headers` in lower case, `body` parsed JSON or the text. */
export interface ResponseView {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Value;
}

/** All that a template or a condition can read. Attributes stand beside the other names at the top level. */
export interface Scope {
  readonly attributes: Attributes;
  readonly contact: ContactView;
  readonly message: MessageView | null;
  readonly flow: { readonly id: string; readonly name: string };
  readonly response?: ResponseView;
  /** Only in an API's `headers`, `query`, `body` and `auth`. */
  readonly secret?: Readonly<Record<string, string>>;
  /** Only in an API's `headers`, `query`, `body` and `auth`. Null values in local mode. */
  readonly twilio?: {
    readonly account_sid: string | null;
    readonly auth_token: string | null;
    readonly from_number: string | null;
  };
}

/** The names of a scope that no attribute may take. */
export const SCOPE_NAMES = ['contact', 'message', 'flow', 'response', 'secret', 'twilio'] as const;
