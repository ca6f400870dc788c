import type { Request, RequestHandler } from 'express';
import type { BearerCheck } from './bearer.ts';
import { errorBody } from './errors.ts';
import { tooMany } from './too-many.ts';

/** The page for Prometheus. */
export interface MetricsPage {
  readonly type: string;
  read(): Promise<string>;
}

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;
/** What proxies say of the request that they pass on. */
const FORWARDED = /^(?:forwarded|via|x-(?:original-)?forwarded-.+|x-real-ip|(?:x-|true-|x-cluster-)?client-ip|cf-connecting-ip)$/;

/** `GET /metrics`: with an admin token, or from this machine itself and not through a proxy on it. */
export function metricsRoute(page: MetricsPage, bearer: BearerCheck): RequestHandler {
  return async (request, response) => {
    const shown = isFromHere(request) ? null : bearer(request);
    if (shown?.as === 'too_many') return tooMany(response, shown.seconds);
    if (shown && shown.as !== 'known') {
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
  return LOOPBACK.test(request.socket.remoteAddress ?? '') && !Object.keys(request.headers).some((name) => FORWARDED.test(name));
}
