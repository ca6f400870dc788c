import type { ApiFailure } from '../engine/api.ts';

/** Why a request cannot be made. */
export interface Problem {
  readonly failure: Extract<ApiFailure, 'refused' | 'bad_request'>;
  readonly reason: string;
}

/** Where a request goes: over HTTP, or to one of this server's own OTP endpoints. `shown` may be kept and displayed. */
export type Target =
  | { readonly as: 'http'; readonly origin: string; readonly path: string; readonly place: string; readonly shown: string }
  | { readonly as: 'internal'; readonly route: 'send' | 'verify'; readonly shown: string };

const INTERNAL: ReadonlyMap<string, 'send' | 'verify'> = new Map([
  ['internal:/otp/send', 'send'],
  ['internal:/otp/verify', 'verify'],
]);

/** Checks what the source of a URL template must say itself: scheme and host never come from a value. Null when it is fine. */
export function checkUrlSource(source: string): Problem | null {
  const trimmed = source.trim();
  if (INTERNAL.has(trimmed)) return null;
  const authority = /^https?:\/\/([^/?#\\]*)/i.exec(trimmed)?.[1];
  if (authority === undefined) {
    return refused('The "url" must begin with http:// or https://, or be internal:/otp/send or internal:/otp/verify.');
  }
  if (/\{[{%]/.test(authority)) return refused('The host of the "url" comes from a value. Write the host itself into the "url".');
  return null;
}

/** Reads a rendered URL. */
export function readTarget(rendered: string): Target | Problem {
  const text = rendered.trim();
  const route = INTERNAL.get(text);
  if (route) return { as: 'internal', route, shown: text };
  if (!URL.canParse(text)) return badRequest('The "url" is not a URL. Check how it is written.');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refused('Only http and https are called. Change the "url".');
  if (url.username || url.password) {
    return refused('The "url" has a user name or password in it. Use "auth": { "basic": … } instead.');
  }
  if (hasDotSegment(text))
    return badRequest('The path of the "url" has a "." or ".." in it, which would lead elsewhere. Check the values put into it.');
  const path = url.pathname + url.search;
  const place = `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
  return { as: 'http', origin: url.origin, path, place, shown: url.origin + path };
}

// Percent-encoding leaves dots alone, so a value ".." would climb out of its place in the path.
function hasDotSegment(text: string): boolean {
  const path = /^[^:]*:[/\\]*[^/\\?#]*([^?#]*)/.exec(text)?.[1] ?? '';
  return path.split(/[/\\]/).some((segment) => {
    const plain = segment.replaceAll(/%2e/gi, '.');
    return plain === '.' || plain === '..';
  });
}

/** A request that our own guard stops. */
export function refused(reason: string): Problem {
  return { failure: 'refused', reason };
}

/** A request that came out malformed. */
export function badRequest(reason: string): Problem {
  return { failure: 'bad_request', reason };
}

/** Tells a problem from what would be there without one. */
export function isProblem(value: object): value is Problem {
  return 'failure' in value;
}
