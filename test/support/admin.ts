import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { projectRoot } from '../../src/lib/project-root.ts';
import type { TestApp } from './app.ts';
import { ADMIN_TOKEN } from './config.ts';
import { type HttpAnswer, send } from './http.ts';

type Headers = Readonly<Record<string, string>>;
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Requests below `/api/v1` of somebody who may make them. */
export interface Admin {
  ask(method: Method, path: string, body?: unknown, headers?: Headers): Promise<HttpAnswer>;
}

/** Asks with the admin token. */
export function adminOf(server: TestApp, token = ADMIN_TOKEN): Admin {
  return {
    ask: (method, path, body, headers = {}) =>
      request(server, method, path, body, { authorization: `Bearer ${token}`, ...headers }),
  };
}

/** Somebody who is signed in, with what a browser would keep. */
export interface SignedIn extends Admin {
  readonly cookie: string;
  readonly csrf: string;
  readonly setCookie: string;
}

/** Signs in with the admin token. */
export async function signIn(server: TestApp, token = ADMIN_TOKEN): Promise<SignedIn> {
  const answer = await request(server, 'POST', '/session', { token }, {});
  const setCookie = String(answer.headers['set-cookie']);
  const cookie = setCookie.split(';')[0] ?? '';
  const { csrf } = answer.body as { csrf: string };
  return {
    cookie,
    csrf,
    setCookie,
    ask: (method, path, body, headers = {}) => request(server, method, path, body, { cookie, 'x-csrf-token': csrf, ...headers }),
  };
}

function request(server: TestApp, method: Method, path: string, body: unknown, headers: Headers): Promise<HttpAnswer> {
  const text = method === 'GET' ? null : JSON.stringify(body ?? {});
  return send(
    method,
    `${server.url}/api/v1${path}`,
    { ...(text === null ? {} : { 'content-type': 'application/json' }), ...headers },
    text,
  );
}

/** A copy of the flows that are shipped, to be changed. */
export function copyOfFlows(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-flows-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(projectRoot(), 'flows'), folder, { recursive: true });
  return folder;
}
