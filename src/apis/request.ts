import type { Scope } from '../engine/scope.ts';
import type { Value } from '../engine/value.ts';
import type { ApiCall } from '../runtime/ports.ts';
import { encodeBody, hideSecrets, renderTree } from './body.ts';
import { checkHeaderValue, type PreparedApi } from './prepare.ts';
import { percentEncoded } from '../lib/mask.ts';
import { badRequest, isProblem, type Problem, readTarget, type Target } from './url.ts';

/** A request ready to be sent, as often as need be. `headers` are names and values in turn. */
export interface RenderedRequest {
  readonly target: Target;
  readonly path: string;
  readonly headers: string[];
  readonly authorization: string | undefined;
  /** The body before it is encoded, for endpoints in this process. */
  readonly value: Value | undefined;
  readonly body: string | null;
  /** For the trace: fields that came from secrets are hidden, other secrets in them not yet. */
  readonly shownUrl: string;
  readonly shownBody: string | null;
  /** What was sent as credentials, to be recognised when it comes back. */
  readonly sent: readonly string[];
}

/** Renders one call. `secrets` is what `secret` and `twilio` mean in headers, query, body and auth. */
export function renderRequest(
  call: ApiCall,
  prepared: PreparedApi,
  secrets: Pick<Scope, 'secret' | 'twilio'>,
): RenderedRequest | Problem {
  if (prepared.problem) return prepared.problem;
  try {
    const target = prepared.target ?? readTarget(call.api.url.text(call.scope));
    if (isProblem(target)) return target;
    return renderParts(call, prepared, target, { ...call.scope, ...secrets });
  } catch {
    // What went wrong may quote a value, so it is not repeated here.
    return badRequest(
      'A template of this API could not be rendered with these values. Try the API with its sample to see which.',
    );
  }
}

function renderParts(call: ApiCall, prepared: PreparedApi, target: Target, scope: Scope): RenderedRequest | Problem {
  const sent: string[] = [];
  const headers = renderHeaders(call, prepared, scope, sent);
  if (isProblem(headers)) return headers;
  const { search, shownSearch } = renderQuery(prepared, target, scope, sent);
  const body = renderBody(call, prepared, scope, sent);
  if (isProblem(body)) return body;
  const path = target.as === 'http' ? target.path + search : '';
  return { target, path, ...headers, ...body, shownUrl: target.shown + shownSearch, sent };
}

interface Headers {
  readonly headers: string[];
  readonly authorization: string | undefined;
}

function renderHeaders(call: ApiCall, prepared: PreparedApi, scope: Scope, sent: string[]): Headers | Problem {
  const headers = [...prepared.fixedHeaders];
  if (!prepared.own.has('idempotency-key')) headers.push('idempotency-key', call.idempotencyKey);
  for (const { name, template, secret } of prepared.headers) {
    const value = trimSpaces(template.text(scope));
    const problem = checkHeaderValue(name, value);
    if (problem) return problem;
    if (secret) noteSecret(value, sent);
    headers.push(name, value);
  }
  const authorization = renderAuth(call, scope, sent) ?? valueOf(headers, 'authorization');
  if (authorization === undefined) return { headers, authorization };
  if (typeof authorization !== 'string') return authorization;
  sent.push(authorization, authorization.slice(authorization.indexOf(' ') + 1));
  if (call.api.auth) headers.push('authorization', authorization);
  return { headers, authorization };
}

function renderAuth({ api }: ApiCall, scope: Scope, sent: string[]): string | Problem | undefined {
  if (!api.auth) return undefined;
  if ('bearer' in api.auth) {
    const value = `Bearer ${trimSpaces(api.auth.bearer.text(scope))}`;
    return checkHeaderValue('Authorization', value) ?? value;
  }
  const username = api.auth.basic.username.text(scope);
  const password = api.auth.basic.password.text(scope);
  if (username.includes(':'))
    return badRequest('The user name of "auth" has a ":" in it, which Basic cannot carry. Check what is put into it.');
  // Some providers take their key as the user name and leave the password empty.
  sent.push(password || username);
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function valueOf(headers: readonly string[], name: string): string | undefined {
  const index = headers.findIndex((header, at) => at % 2 === 0 && header.toLowerCase() === name);
  return index === -1 ? undefined : headers[index + 1];
}

function renderQuery(prepared: PreparedApi, target: Target, scope: Scope, sent: string[]) {
  let search = '';
  let shownSearch = '';
  for (const { name, template, secret } of prepared.query) {
    const value = template.text(scope);
    const start = `${search || target.shown.includes('?') ? '&' : '?'}${percentEncoded(name)}=`;
    if (secret) noteSecret(value, sent);
    search += start + percentEncoded(value);
    shownSearch += start + (secret && value ? '•••' : percentEncoded(value));
  }
  return { search, shownSearch };
}

interface Body {
  readonly value: Value | undefined;
  readonly body: string | null;
  readonly shownBody: string | null;
}

function renderBody({ api }: ApiCall, prepared: PreparedApi, scope: Scope, sent: string[]): Body | Problem {
  if (api.body === undefined) return { value: undefined, body: null, shownBody: null };
  const value = renderTree(api.body, scope);
  const body = encodeBody(value, api.encoding, prepared.bodyAsText);
  if (body === null)
    return badRequest('A form is sent from an object of fields, but the "body" is something else. Change "body" or "encoding".');
  if (!prepared.bodyHasSecret) return { value, body, shownBody: body };
  const hidden: string[] = [];
  const shown = encodeBody(hideSecrets(api.body, value, hidden), api.encoding, prepared.bodyAsText) ?? '';
  for (const text of hidden) noteSecret(text, sent);
  return { value, body, shownBody: api.encoding === 'form' ? shown.replaceAll(percentEncoded('•••'), '•••') : shown };
}

/** A field made from a secret is itself one, unless it is so short that hiding it would hide ordinary words. */
function noteSecret(text: string, sent: string[]): void {
  if (text.length >= 8) sent.push(text);
}

function trimSpaces(text: string): string {
  return text.replaceAll(/^[ \t]+|[ \t]+$/g, '');
}
