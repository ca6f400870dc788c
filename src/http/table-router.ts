import express, { type Request, type Response, type Router } from 'express';
import type { ApiRequest, Route, Stream } from '../console/route.ts';
import type { AuditLog } from './audit-log.ts';
import { askingOf } from './authenticate.ts';
import type { EventStreams } from './event-streams.ts';
import { jsonBody } from './json-body.ts';

/** The routes of a table, with what they do written down. */
export function tableRouter(routes: readonly Route[], audit: AuditLog): Router {
  const router = express.Router();
  const json = jsonBody();
  for (const { method, path, handle, audit: action } of routes) {
    router[method](path, json, async (request: Request, response: Response) => {
      const asked = readRequest(request, response);
      const { status, body, target = nameIn(asked), person = personIn(asked) } = await handle(asked);
      if (action !== undefined && status < 400) await audit.note({ method, action, who: asked.who, target, person });
      if (body === null) response.status(status).end();
      else response.status(status).json(body);
    });
  }
  return router;
}

/** The streams of a table. */
export function streamRouter(streams: readonly Stream[], opened: EventStreams): Router {
  const router = express.Router();
  for (const stream of streams) {
    router.get(stream.path, (request, response) => {
      const { session, who, mayGoOn } = askingOf(response);
      const owner = session === null ? `token ${who.name}` : `session ${session}`;
      opened.open(stream, readRequest(request, response), { request, response, owner, mayGoOn });
    });
  }
  return router;
}

function readRequest(request: Request, response: Response): ApiRequest {
  return {
    params: request.params as Record<string, string>,
    query: request.query,
    body: request.body as unknown,
    who: askingOf(response).who,
  };
}

/** What the path names. */
function nameIn({ params }: ApiRequest): string | null {
  return Object.values(params).find((one) => one !== undefined) ?? null;
}

/** Whom the query asks for. A plus sign that nobody escaped reads as a space. */
function personIn({ query }: ApiRequest): string | null {
  const asked = ['address', 'phone', 'to'].map((key) => query[key]).find((one) => typeof one === 'string' && one !== '');
  return typeof asked === 'string' ? asked.replace(/^ (?=\d)/, '+') : null;
}
