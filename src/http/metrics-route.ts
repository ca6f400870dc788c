import type { Request, RequestHandler } from 'express';
import type { TokenCheck } from './admin-tokens.ts';
import { errorBody } from './errors.ts';

/** The page for Prometheus. */
export interface MetricsPage {
  readonly type: string;
  read(): Promise<string>;
}

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'];

/** `GET /metrics`: with an admin token, or from this machine itself and not through a proxy on it. */
export function metricsRoute(page: MetricsPage, check: TokenCheck): RequestHandler {
  return async (request, response) => {
    if (!isFromHere(request) && !showsToken(request, check)) {
      const message = 'Show the admin token: "Authorization: Bearer <ADMIN_TOKEN>". From this machine itself none is needed.';
      response.set('WWW-Authenticate', 'Bearer').status(401).json(errorBody('unauthorized', message));
      return;
    }
    response
      .set('Cache-Control', 'no-store')
      .type(page.type)
      .send(await page.read());
  };
}

function isFromHere(request: Request): boolean {
  return LOOPBACK.test(request.socket.remoteAddress ?? '') && FORWARDED.every((name) => request.headers[name] === undefined);
}

function showsToken(request: Request, check: TokenCheck): boolean {
  const [, token] = /^bearer +(.+)$/is.exec(request.get('Authorization') ?? '') ?? [];
  return token !== undefined && check(token) !== null;
}
