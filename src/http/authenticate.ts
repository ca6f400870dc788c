import type { Request, RequestHandler, Response } from 'express';
import type { Who } from '../console/route.ts';
import { sameText } from './admin-tokens.ts';
import type { BearerCheck } from './bearer.ts';
import { clientAddress } from './client-address.ts';
import { errorBody } from './errors.ts';
import { readSecret } from './session-cookie.ts';
import type { Sessions } from './sessions.ts';
import { tooMany } from './too-many.ts';

export interface AuthParts {
  readonly bearer: BearerCheck;
  readonly sessions: Sessions;
  /** Where people reach this server, without a trailing slash. */
  readonly publicUrl: string;
}

const SAFE = new Set(['GET', 'HEAD']);

/** Lets a request through that shows an admin token, or the cookie of a session and, to change something, what no other site can send. */
export function authenticate(parts: AuthParts): RequestHandler {
  return (request, response, next) => {
    const { address } = clientAddress(request);
    const shown = parts.bearer(request);
    if (shown.as === 'too_many') return tooMany(response, shown.seconds);
    if (shown.as === 'known')
      return pass(response, next, { who: { name: shown.name, address }, session: null, mayGoOn: () => true });
    const secret = shown.as === 'nothing' ? readSecret(request, parts.publicUrl) : null;
    const session = secret === null ? null : parts.sessions.find(secret, isUse(request));
    if (secret === null || !session) return unauthorized(response);
    const breach = SAFE.has(request.method) ? null : forgery(request, session.csrf, parts.publicUrl);
    if (breach !== null) return void response.status(403).json(errorBody('forbidden', breach));
    pass(response, next, {
      who: { name: session.name, address },
      session: session.id,
      mayGoOn: () => parts.sessions.find(secret, false) !== null,
    });
  };
}

/** What a screen asks for by itself does not keep a session alive whose person has gone. */
function isUse(request: Request): boolean {
  return request.get('X-Background') !== '1' && request.get('Accept') !== 'text/event-stream';
}

/** Who asks, and whether they still may: a session may end while an answer is under way. `session`: its id; null for a token. */
interface Asking {
  readonly who: Who;
  readonly session: string | null;
  readonly mayGoOn: () => boolean;
}

/** Who asks, once `authenticate` has let them through. */
export function askingOf(response: Response): Asking {
  return response.locals as Asking;
}

/** Why a request that changes something may have been made by another site; null when it cannot. */
function forgery(request: Request, csrf: string, publicUrl: string): string | null {
  const foreign = otherOrigin(request, publicUrl);
  if (foreign !== null) return foreign;
  if (!sameText(request.get('X-CSRF-Token') ?? '', csrf))
    return 'Send the header X-CSRF-Token with what GET /api/v1/session gives as "csrf".';
  return null;
}

/** Why a request is not one that our own page makes; null when it may be. */
export function otherOrigin(request: Request, publicUrl: string): string | null {
  const origin = request.get('Origin');
  const site = request.get('Sec-Fetch-Site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'This request came from another site.';
  if (origin !== undefined && !isOurs(origin, request, publicUrl))
    return `This request came from another site. PUBLIC_URL is ${publicUrl}; open the console there.`;
  if (!request.is('application/json') && !/^application\/json\b/i.test(request.get('Content-Type') ?? ''))
    return 'Send it as application/json.';
  return null;
}

function isOurs(origin: string, request: Request, publicUrl: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { host, origin: whole } = new URL(origin);
  return whole === new URL(publicUrl).origin || host === request.get('Host');
}

function pass(response: Response, next: () => void, asking: Asking): void {
  Object.assign(response.locals, asking);
  next();
}

function unauthorized(response: Response): void {
  response
    .set('WWW-Authenticate', 'Bearer')
    .status(401)
    .json(errorBody('unauthorized', 'Sign in, or show the admin token: "Authorization: Bearer <ADMIN_TOKEN>".'));
}
