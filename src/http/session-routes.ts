import express, { type Request, type Response, type Router } from 'express';
import type { AuditEntry } from '../runtime/console-store.ts';
import type { Attempts } from './attempts.ts';
import { type AuthParts, otherOrigin } from './authenticate.ts';
import { clientAddress } from './client-address.ts';
import { errorBody } from './errors.ts';
import { sameText, type TokenCheck } from './admin-tokens.ts';
import { readSecret, setSecret } from './session-cookie.ts';
import { expiryOf, type Session } from './sessions.ts';
import { tooMany } from './too-many.ts';

export interface SessionParts extends Pick<AuthParts, 'sessions' | 'publicUrl'> {
  readonly check: TokenCheck;
  readonly attempts: Attempts;
  readonly note: (entry: Omit<AuditEntry, 'at'>) => Promise<void>;
}

/** `/session`: signing in and out. */
export function sessionRoutes(parts: SessionParts): Router {
  const router = express.Router();
  router.post('/session', express.json({ limit: '10kb' }), (request, response) => signIn(parts, request, response));
  router.get('/session', (request, response) => {
    const session = find(parts, request);
    if (session) response.json(shown(session));
    else noSession(response);
  });
  router.delete('/session', (request, response) => signOut(parts, request, response));
  return router;
}

async function signIn(parts: SessionParts, request: Request, response: Response): Promise<void> {
  const { attempts, sessions, check, note } = parts;
  const client = clientAddress(request);
  const foreign = otherOrigin(request, parts.publicUrl);
  if (foreign !== null) return void response.status(403).json(errorBody('forbidden', foreign));
  const wait = attempts.waitFor(client);
  if (wait > 0) return tooMany(response, wait);
  const { token } = (request.body ?? {}) as { token?: unknown };
  if (typeof token !== 'string' || token === '' || token.length > 1_000)
    return void response.status(422).json(errorBody('bad_body', 'Send { "token": "…" } with the admin token.'));
  const name = check(token);
  if (name === null) {
    attempts.failed(client);
    await note({ who: '', address: client.address, action: 'session.refused', target: null });
    const message = 'That is not the admin token. It is ADMIN_TOKEN of the settings; in local mode it is printed at the start.';
    return void response.status(401).json(errorBody('wrong_token', message));
  }
  attempts.succeeded(client);
  const { secret, session } = sessions.open(name, client.address);
  await note({ who: name, address: client.address, action: 'session.start', target: null });
  setSecret(request, response, secret, parts.publicUrl);
  response.json(shown(session));
}

async function signOut(parts: SessionParts, request: Request, response: Response): Promise<void> {
  const secret = readSecret(request, parts.publicUrl);
  const session = secret === null ? null : parts.sessions.find(secret, false);
  if (secret === null || !session) return noSession(response);
  const foreign = otherOrigin(request, parts.publicUrl);
  if (foreign !== null || !sameText(request.get('X-CSRF-Token') ?? '', session.csrf))
    return void response
      .status(403)
      .json(errorBody('forbidden', foreign ?? 'Send the header X-CSRF-Token with the "csrf" of the session.'));
  parts.sessions.close(secret);
  await parts.note({ who: session.name, address: clientAddress(request).address, action: 'session.end', target: null });
  setSecret(request, response, null, parts.publicUrl);
  response.status(204).end();
}

function find({ sessions, publicUrl }: SessionParts, request: Request): Session | null {
  const secret = readSecret(request, publicUrl);
  return secret === null ? null : sessions.find(secret, true);
}

function shown(session: Session) {
  return { name: session.name, csrf: session.csrf, expiresAt: new Date(expiryOf(session)).toISOString() };
}

function noSession(response: Response): void {
  response
    .status(401)
    .json(errorBody('unauthorized', 'Nobody is signed in here, or not any more. Sign in with the admin token.'));
}
