import type { Api } from '../engine/api.ts';
import type { Template } from '../engine/template.ts';
import { readsSecret, treeReadsSecret } from './body.ts';
import { badRequest, checkUrlSource, isProblem, type Problem, readTarget, refused, type Target } from './url.ts';

/** A header or query field that is rendered for each call. */
interface Field {
  readonly name: string;
  readonly template: Template;
  readonly secret: boolean;
}

/** What of an API is the same for every call. Headers are names and values in turn, `own` the names the API sets itself. */
export interface PreparedApi {
  readonly problem: Problem | null;
  /** Null when the URL has templates in it. */
  readonly target: Target | null;
  readonly fixedHeaders: readonly string[];
  readonly headers: readonly Field[];
  readonly own: ReadonlySet<string>;
  readonly query: readonly Field[];
  readonly bodyHasSecret: boolean;
  /** True when a body that is a string is sent as it is, because the API sets another content type than JSON. */
  readonly bodyAsText: boolean;
}

const FORBIDDEN = new Set([
  'host',
  'content-length',
  'connection',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'keep-alive',
  'expect',
]);
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
const CONTENT_TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const;

/** Works out what every call of an API shares. */
export function prepareApi(api: Api): PreparedApi {
  const entries = Object.entries(api.headers);
  const own = new Set(entries.map(([name]) => name.toLowerCase()));
  if (api.auth) own.add('authorization');
  const fixedHeaders = defaultHeaders(api, own);
  const headers: Field[] = [];
  let problem = checkUrlSource(api.url.source);
  for (const [name, template] of entries) {
    problem ??= checkHeaderName(name);
    if (api.auth && name.toLowerCase() === 'authorization') continue;
    if (isFixed(template)) {
      const value = template.source.trim();
      problem ??= checkHeaderValue(name, value);
      fixedHeaders.push(name, value);
    } else headers.push({ name, template, secret: readsSecret(template) });
  }
  const target = isFixed(api.url) ? readTarget(api.url.source) : null;
  if (target && isProblem(target)) problem ??= target;
  return {
    problem,
    target: target && !isProblem(target) ? target : null,
    fixedHeaders,
    headers,
    own,
    query: Object.entries(api.query).map(([name, template]) => ({ name, template, secret: readsSecret(template) })),
    bodyHasSecret: api.body !== undefined && treeReadsSecret(api.body),
    bodyAsText:
      entries.some(([name, { source }]) => name.toLowerCase() === 'content-type' && !/json/i.test(source)) ||
      api.encoding === 'form',
  };
}

function defaultHeaders(api: Api, own: ReadonlySet<string>): string[] {
  const defaults: [string, string][] = [
    ['accept', 'application/json'],
    // Answers are small: unpacking them would cost more than it saves.
    ['accept-encoding', 'identity'],
    ['user-agent', 'parley'],
  ];
  if (api.body !== undefined) defaults.push(['content-type', CONTENT_TYPES[api.encoding]]);
  return defaults.filter(([name]) => !own.has(name)).flat();
}

function isFixed(template: Template): boolean {
  return !/\{[{%]/.test(template.source);
}

function checkHeaderName(name: string): Problem | null {
  const lower = name.toLowerCase();
  if (FORBIDDEN.has(lower) || lower.startsWith('proxy-')) {
    return refused(`The header "${name}" cannot be set: it belongs to the connection. Take it out of the API's headers.`);
  }
  return TOKEN.test(name) ? null : badRequest(`"${name}" cannot be the name of a header. Check how it is written.`);
}

/** Null when HTTP can carry a header's value. The value itself is never quoted. */
export function checkHeaderValue(name: string, value: string): Problem | null {
  // oxlint-disable-next-line no-control-regex -- control characters are what must not pass
  if (!/[^\t\x20-\x7e\x80-\xff]/.test(value)) return null;
  return badRequest(
    `The value of the header "${name}" has a line break or another character that HTTP cannot carry. Check what is put into it.`,
  );
}
