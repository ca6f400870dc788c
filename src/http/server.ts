import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import express, { type Router } from 'express';
import type { WebhookHandler } from '../channels/twilio/webhook.ts';
import type { ApiTable } from '../console/routes.ts';
import { projectRoot } from '../lib/project-root.ts';
import type { ConsoleStore } from '../runtime/console-store.ts';
import type { Clock, Logger, Metrics, OtpService, Random } from '../runtime/ports.ts';
import { createTokenCheck, type TokenCheck } from './admin-tokens.ts';
import { AS_BEARER, AT_SIGN_IN, Attempts } from './attempts.ts';
import { AuditLog } from './audit-log.ts';
import { authenticate } from './authenticate.ts';
import { type BearerCheck, createBearerCheck } from './bearer.ts';
import { consoleFiles } from './console-files.ts';
import { errorHandler, notFound } from './errors.ts';
import type { EventStreams } from './event-streams.ts';
import { type Health, healthRoutes } from './health.ts';
import { lazyRouter } from './lazy-router.ts';
import { measured } from './measured-handler.ts';
import { type MetricsPage, metricsRoute } from './metrics-route.ts';
import { otpRoutes } from './otp-routes.ts';
import { sessionListRoutes } from './session-list-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { Sessions } from './sessions.ts';
import { streamRouter, tableRouter } from './table-router.ts';
import { webhooksFirst } from './webhooks-first.ts';

export interface ServerParts {
  /** Null in local mode. */
  readonly twilio: { readonly inbound: WebhookHandler; readonly status: WebhookHandler } | null;
  readonly otp: OtpService;
  /** Made at the first request below `/api/v1` that is let in. */
  readonly table: () => Promise<ApiTable>;
  readonly streams: EventStreams;
  readonly consoleStore: Pick<ConsoleStore, 'addAudit'>;
  /** What stands for a person's address in the audit log. */
  readonly standIn: (address: string) => string;
  /** The folder with the built web app. */
  readonly consoleFolder: string;
  readonly adminTokens: string;
  /** Where people reach this server, without a trailing slash. */
  readonly publicUrl: string;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly metricsPage: MetricsPage;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly mode: 'local' | 'live';
}

/** The Express app. Webhooks stand before it, so that nothing else runs for one. */
export function createServer(parts: ServerParts): RequestListener {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  const webhooks = webhooksOf(parts);
  const check = createTokenCheck(parts.adminTokens);
  const bearer = createBearerCheck(check, new Attempts(parts.clock, AS_BEARER));
  for (const [path, handler] of webhooks) app.post(path, handler);
  app.use(healthRoutes(parts.health));
  app.get('/metrics', metricsRoute(parts.metricsPage, bearer));
  app.use(otpRoutes(parts.otp));
  app.use('/api/v1', adminApi(parts, check, bearer));
  app.use('/schemas', express.static(join(projectRoot(), 'schemas'), { index: false, etag: true }));
  app.get('/', (_request, response) => response.redirect('/console'));
  app.use('/console', consoleFiles(parts.consoleFolder, parts.mode));
  app.use(notFound);
  app.use(errorHandler(parts.logger));
  return webhooksFirst(webhooks, app, parts.logger);
}

function webhooksOf({ twilio, metrics, clock }: ServerParts): ReadonlyMap<string, WebhookHandler> {
  if (!twilio) return new Map();
  return new Map([
    ['/webhooks/twilio', measured(twilio.inbound, { kind: 'message', metrics, clock })],
    ['/webhooks/twilio/status', measured(twilio.status, { kind: 'status', metrics, clock })],
  ]);
}

/** Everything that people of ours use: signing in, and the tables behind it. */
function adminApi(parts: ServerParts, check: TokenCheck, bearer: BearerCheck): Router {
  const { table, streams, consoleStore, standIn, publicUrl, clock, random } = parts;
  const router = express.Router();
  const sessions = new Sessions({ clock, random });
  const audit = new AuditLog(consoleStore, clock, standIn);
  const auth = { bearer, sessions, publicUrl };
  router.use((_request, response, next) => {
    response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    next();
  });
  router.use(
    sessionRoutes({ check, sessions, publicUrl, attempts: new Attempts(clock, AT_SIGN_IN), note: (entry) => audit.add(entry) }),
  );
  router.use(authenticate(auth));
  router.use(sessionListRoutes({ sessions, note: (entry) => audit.add(entry) }));
  router.use(
    lazyRouter(async () => {
      const made = await table();
      return express.Router().use(streamRouter(made.streams, streams)).use(tableRouter(made.routes, audit));
    }),
  );
  return router;
}
