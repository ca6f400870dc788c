import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { describeError } from '../lib/errors.ts';
import { type Attempt, type Begin, failed } from './attempt.ts';
import { decodeBody, MAX_BODY, tooLarge } from './decode.ts';
import { GuardError } from './guard.ts';

/** A request as it goes over the wire; `headers` are names and values in turn, `place` is the host and port for error texts. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly place: string;
  readonly headers: string[];
  readonly body: string | null;
}

/** An attempt over HTTP: sends the request through a pool and collects at most 256 KiB of answer. Follows no redirect. */
export function sendOverHttp(pool: Dispatcher, request: WireRequest): Begin {
  return (settle) => {
    const collector = new Collector(settle, request.place);
    pool.dispatch({ path: request.path, method: request.method, headers: request.headers, body: request.body }, collector);
    return () => collector.stop();
  };
}

/** Collects one answer. Taking undici's callbacks ourselves costs less than its body streams and abort signals. */
class Collector implements Dispatcher.DispatchHandler {
  readonly #settle: (attempt: Attempt) => void;
  readonly #place: string;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | null = null;
  #stopped = false;
  #size = 0;
  #status: number | null = null;
  #headers: Readonly<Record<string, string>> = {};

  constructor(settle: (attempt: Attempt) => void, place: string) {
    this.#settle = settle;
    this.#place = place;
  }

  /** Gives the request up; one that still waits for a connection is dropped before it is sent. */
  stop(): void {
    this.#stopped = true;
    this.#controller?.abort(new Error('The call was given up.'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#stopped) this.stop();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = flattenHeaders(headers);
    if (Number(headers['content-length']) > MAX_BODY) this.#refuseLength(status);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > MAX_BODY) this.#refuseLength(this.#status ?? 0);
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const status = this.#status ?? 0;
    const body = decodeBody(this.#chunks, this.#headers['content-encoding']);
    if (body.ok) this.#settle({ as: 'answer', status, headers: this.#headers, text: body.text });
    else this.#settle(failed(body.failure, body.reason, { status }));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle(explainError(error, this.#place, this.#status));
  }

  #refuseLength(status: number): void {
    this.#settle(failed(tooLarge.failure, tooLarge.reason, { status }));
    this.stop();
  }
}

function flattenHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value === undefined || name === '__proto__') continue;
    flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}

const SLOW = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

function explainError(error: Error, place: string, status: number | null): Attempt {
  const seen = status === null ? null : { status };
  if (error instanceof GuardError) {
    return failed(
      'refused',
      `${place} is not a public address. If it is yours and meant to be called, add it to API_ALLOW_HOSTS.`,
    );
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  if (code && SLOW.has(code)) return failed('timeout', 'The API stopped answering. Try again later.', seen);
  const cause = code && !code.startsWith('UND_') ? code : describeError(error);
  const what = seen ? 'The connection broke off in the middle of the answer' : `${place} could not be reached`;
  return failed('network', `${what} (${cause}). Check that the API is up and that its "url" is right.`, seen);
}
