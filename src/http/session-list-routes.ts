import express, { type Request, type Response, type Router } from 'express';
import type { AuditEntry } from '../runtime/console-store.ts';
import { askingOf } from './authenticate.ts';
import { errorBody } from './errors.ts';
import { expiryOf, type Session, type Sessions } from './sessions.ts';

interface Parts {
  readonly sessions: Sessions;
  readonly note: (entry: Omit<AuditEntry, 'at'>) => Promise<void>;
}

/** `/sessions`: who is signed in at this process, for whoever is let through. */
export function sessionListRoutes(parts: Parts): Router {
  const router = express.Router();
  router.get('/sessions', (_request, response) => {
    const own = askingOf(response).session;
    response.json({ items: parts.sessions.list().map((one) => shown(one, own)), next: null });
  });
  router.delete('/sessions', (_request, response) => endOthers(parts, response));
  router.delete('/sessions/:id', (request, response) => endOne(parts, request, response));
  return router;
}

async function endOthers(parts: Parts, response: Response): Promise<void> {
  const own = askingOf(response).session;
  const ended = parts.sessions.end(({ id }) => id !== own);
  await noteEnds(parts, response, ended);
  response.json({ ended: ended.length });
}

async function endOne(parts: Parts, request: Request, response: Response): Promise<void> {
  const wanted = request.params['id'];
  const ended = parts.sessions.end(({ id }) => id === wanted);
  if (ended.length === 0)
    return void response.status(404).json(errorBody('not_found', 'That session is over already. Read the list again.'));
  await noteEnds(parts, response, ended);
  response.status(204).end();
}

async function noteEnds({ note }: Parts, response: Response, ended: readonly Session[]): Promise<void> {
  const { name: who, address } = askingOf(response).who;
  for (const { name } of ended) await note({ who, address, action: 'session.end', target: name });
}

function shown(session: Session, own: string | null) {
  const { id, name, address, startedAt, seenAt } = session;
  const [started, seen, expires] = [startedAt, seenAt, expiryOf(session)].map((at) => new Date(at).toISOString());
  return { id, name, address, startedAt: started, seenAt: seen, expiresAt: expires, current: id === own };
}
