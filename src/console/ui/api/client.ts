import { isSomebodyThere } from './presence.ts';

/** What is said when something could not be done: what happened and why, and what to do next. */
export interface Failure {
  /** The HTTP status; 0 when the server could not be reached. */
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly fix?: string | undefined;
  /** All of the answer, for what stands beside `error` in it. */
  readonly body: unknown;
}

export type Answer<Data> = { readonly ok: true; readonly data: Data } | { readonly ok: false; readonly failure: Failure };

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const signedIn = { csrf: '', onLost: () => {} };

/** Tells the client the CSRF token of the session, which goes with every change. */
export function keepSessionToken(csrf: string): void {
  signedIn.csrf = csrf;
}

/** Sets what is done when a request is answered 401. */
export function whenSessionIsLost(run: () => void): void {
  signedIn.onLost = run;
}

/** Asks `/api/v1` + path. Never throws: what cannot be done comes back as a failure. */
async function request<Data>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer<Data>> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (!isSomebodyThere()) headers['X-Background'] = '1';
  if (method !== 'GET') {
    headers['Content-Type'] = 'application/json';
    headers['X-CSRF-Token'] = signedIn.csrf;
  }
  const sent = method === 'GET' ? null : JSON.stringify(body ?? {});
  try {
    const response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      body: sent,
      signal: signal ?? null,
      credentials: 'same-origin',
    });
    const text = await response.text();
    const data: unknown = text === '' ? null : readJson(text);
    if (response.ok) return { ok: true, data: data as Data };
    // A token that is refused is not a session that is lost.
    if (response.status === 401 && !(method === 'POST' && path === '/session')) signedIn.onLost();
    return { ok: false, failure: failureOf(response.status, data) };
  } catch {
    return { ok: false, failure: UNREACHABLE };
  }
}

const UNREACHABLE: Failure = {
  status: 0,
  code: 'unreachable',
  message: 'The server did not answer.',
  fix: 'See whether it is running and whether this computer is online, then try again.',
  body: null,
};

export const get = <Data>(path: string, signal?: AbortSignal) => request<Data>('GET', path, undefined, signal);
export const post = <Data>(path: string, body?: unknown) => request<Data>('POST', path, body);
export const put = <Data>(path: string, body: unknown) => request<Data>('PUT', path, body);
export const remove = <Data>(path: string) => request<Data>('DELETE', path);

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function failureOf(status: number, body: unknown): Failure {
  const error = (body as { error?: { code?: string; message?: string; fix?: string } } | null)?.error;
  return {
    status,
    code: error?.code ?? 'unexpected',
    message: error?.message ?? `The server answered with status ${status} and did not say why.`,
    fix: error?.fix ?? (error ? undefined : 'Try again. The server log says more.'),
    body,
  };
}
