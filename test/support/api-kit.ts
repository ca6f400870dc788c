import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Api, TemplateTree } from '../../src/engine/api.ts';
import type { Scope } from '../../src/engine/scope.ts';
import { compileTemplate, type Template } from '../../src/engine/template.ts';
import type { Value } from '../../src/engine/value.ts';
import type { ApiCall, ApiCaller, Clock, Logger, OtpService, Random } from '../../src/runtime/ports.ts';
import { type ApiCallerOptions, createApiCaller } from '../../src/apis/caller.ts';
import { PERSON } from './engine.ts';

/** A request as the far side saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface FarSide {
  readonly port: number;
  readonly origin: string;
  readonly place: string;
  readonly seen: Seen[];
}

/** A real HTTP server on 127.0.0.1 for the length of a test. */
export async function startFarSide(answer: (response: ServerResponse, seen: Seen, count: number) => void): Promise<FarSide> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      answer(response, one, seen.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, origin: `http://127.0.0.1:${port}`, place: `127.0.0.1:${port}`, seen };
}

export function answerJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** A clock that runs by hand, so that a test can let hours pass at once. */
export class HandClock implements Clock {
  readonly waits: { readonly ms: number; readonly run: () => void }[] = [];
  readonly skipped: number[] = [];
  readonly #skipBelow: number;
  #time = 1_800_000_000_000;

  /** Waits of less than `skipBelow` milliseconds end by themselves; the others when `fire` is called. */
  constructor(skipBelow = 0) {
    this.#skipBelow = skipBelow;
  }

  now(): number {
    return this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  after(ms: number, run: () => void): () => void {
    if (ms < this.#skipBelow) {
      this.skipped.push(ms);
      queueMicrotask(() => {
        this.#time += ms;
        run();
      });
      return () => undefined;
    }
    const wait = { ms, run };
    this.waits.push(wait);
    return () => {
      const index = this.waits.indexOf(wait);
      if (index !== -1) this.waits.splice(index, 1);
    };
  }

  /** Ends the shortest wait. */
  fire(): void {
    const [next] = [...this.waits].sort((a, b) => a.ms - b.ms);
    if (!next) throw new Error('Nothing waits.');
    this.waits.splice(this.waits.indexOf(next), 1);
    this.#time += next.ms;
    next.run();
  }
}

/** Chance that always falls on the lowest number. */
export const noChance: Random = {
  bytes: (count) => Buffer.alloc(count),
  below: () => 0,
  uuid: () => '00000000-0000-4000-8000-000000000000',
};

const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const noOtp: OtpService = {
  send: () => Promise.reject(new Error('not in this test')),
  verify: () => Promise.reject(new Error('not in this test')),
};

export function startCaller(options: Partial<ApiCallerOptions> = {}): ApiCaller {
  const twilio = { accountSid: null, authToken: null, fromNumber: null };
  const caller = createApiCaller({
    clock: realClock,
    random: noChance,
    logger: silent,
    secrets: {},
    twilio,
    allowHosts: [],
    internal: noOtp,
    ...options,
  });
  onTestFinished(() => caller.close());
  return caller;
}

/** An API as an admin writes it, with strings for templates. */
export interface ApiSource extends Partial<Pick<Api, 'method' | 'encoding' | 'timeout' | 'retry' | 'success' | 'readsBody'>> {
  readonly url: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: Value;
  readonly auth?: { readonly bearer: string } | { readonly basic: { readonly username: string; readonly password: string } };
  readonly save?: Record<string, string>;
}

function buildApi(source: ApiSource): Api {
  const { auth } = source;
  return {
    id: 'try-it',
    name: 'Try it',
    method: source.method ?? 'POST',
    url: compileTemplate(source.url, { escape: 'url' }),
    query: compileAll(source.query),
    headers: compileAll(source.headers),
    body: source.body === undefined ? undefined : compileTree(source.body),
    encoding: source.encoding ?? 'json',
    auth: auth && ('bearer' in auth ? { bearer: compileTemplate(auth.bearer) } : { basic: compileBasic(auth.basic) }),
    timeout: source.timeout ?? 5_000,
    retry: source.retry ?? { attempts: 1, on: [] },
    success: source.success,
    save: compileAll(source.save),
    readsBody: source.readsBody ?? false,
    readsMessage: false,
    sample: {},
  };
}

function compileAll(sources: Record<string, string> = {}): Record<string, Template> {
  return Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, compileTemplate(source)]));
}

function compileBasic(basic: { readonly username: string; readonly password: string }) {
  return { username: compileTemplate(basic.username), password: compileTemplate(basic.password) };
}

function compileTree(value: Value): TemplateTree {
  if (typeof value === 'string') return compileTemplate(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: Value) => compileTree(item));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, compileTree(item)]));
}

function buildScope(attributes: Record<string, Value> = {}): Scope {
  return {
    attributes,
    contact: PERSON,
    message: null,
    flow: { id: 'try', name: 'Try' },
  };
}

export function buildCall(source: ApiSource, attributes: Record<string, Value> = {}): ApiCall {
  return { api: buildApi(source), scope: buildScope(attributes), idempotencyKey: 'key-1', contact: null };
}
