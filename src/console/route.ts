import type { z } from 'zod';

/** Who asks: by the name of their token, and from which address. */
export interface Who {
  readonly name: string;
  readonly address: string;
}

/** A request as handlers see it. */
export interface ApiRequest {
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly who: Who;
}

/** `body` null is none. For the audit log, where the path does not say it: `target` is what was changed or looked at, `person` whose address it was. */
export interface ApiResponse {
  readonly status: number;
  readonly body: unknown;
  readonly target?: string;
  readonly person?: string;
}

export type Handler = (request: ApiRequest) => Promise<ApiResponse>;

export type Method = 'get' | 'post' | 'put' | 'delete';

/** What a route is, without what it does: from this its page is made. */
export interface RoutePage {
  readonly method: Method;
  /** Below `/api/v1`. */
  readonly path: string;
  /** What it is for, in a few words. */
  readonly title: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The shapes of the answers by their status; null where there is no body. */
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
}

export interface Route extends RoutePage {
  /** What the audit log calls it. Everything that changes something has a name there, and every look at a person's data. */
  readonly audit?: string;
  readonly handle: Handler;
}

/** One event of a stream. `id` is what a client names when it comes back. */
export interface StreamEvent {
  readonly id?: string;
  readonly data: unknown;
}

/** Server-sent events. */
export interface Stream {
  readonly path: string;
  readonly title: string;
  readonly event: z.ZodType;
  /** What the audit log calls it, where it shows a person's data. */
  readonly audit?: string;
  /** Begins to send; gives what ends it, or null when there is nothing at that place. */
  open(request: ApiRequest & { readonly lastEventId: string | null }, send: (event: StreamEvent) => void): (() => void) | null;
}
