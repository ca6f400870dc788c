import { join } from 'node:path';
import express, { type Express, type RequestHandler } from 'express';
import type { Route } from '../console/route.ts';
import { projectRoot } from '../lib/project-root.ts';
import type { Logger, OtpService } from '../runtime/ports.ts';
import { requireAdmin } from './admin-auth.ts';
import { errorHandler, notFound } from './errors.ts';
import { type Health, healthRoutes } from './health.ts';
import { otpRoutes } from './otp-routes.ts';
import { welcomePage } from './welcome-page.ts';

export interface ServerParts {
  /** Null in local mode. */
  readonly twilio: { readonly inbound: RequestHandler; readonly status: RequestHandler } | null;
  readonly otp: OtpService;
  readonly routes: readonly Route[];
  readonly adminTokens: string;
  readonly health: Health;
  readonly logger: Logger;
  readonly mode: 'local' | 'live';
}

/** The Express app. The webhook stands first, so that nothing else runs before it. */
export function createServer(parts: ServerParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  if (parts.twilio) {
    app.post('/webhooks/twilio', parts.twilio.inbound);
    app.post('/webhooks/twilio/status', parts.twilio.status);
  }
  app.use(healthRoutes(parts.health));
  app.use(otpRoutes(parts.otp));
  app.use('/api/v1', requireAdmin(parts.adminTokens), express.json({ limit: '100kb' }), tableRouter(parts.routes));
  app.use('/schemas', express.static(join(projectRoot(), 'schemas'), { index: false, etag: true }));
  app.get('/', (_request, response) => response.redirect('/console'));
  app.get('/console', welcomePage(parts.mode));
  app.use(notFound);
  app.use(errorHandler(parts.logger));
  return app;
}

function tableRouter(routes: readonly Route[]): express.Router {
  const router = express.Router();
  for (const { method, path, handle } of routes) {
    router[method](path, async (request, response) => {
      const { status, body } = await handle({
        params: request.params as Record<string, string>,
        query: request.query,
        body: request.body as unknown,
      });
      response.status(status).json(body);
    });
  }
  return router;
}
