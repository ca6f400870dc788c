import express, { type Router } from 'express';

/** What must hold for the server to take messages. Each rejects, or says what is wrong. */
export interface Health {
  database(): Promise<string | null>;
  flows(): string | null;
  worker(): string | null;
}

/** `/livez`: the process answers. `/readyz` and `/healthz`: it can take messages. */
export function healthRoutes(health: Health): Router {
  const router = express.Router();
  router.get('/livez', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get(['/readyz', '/healthz'], async (_request, response) => {
    const checks = { database: await health.database(), flows: health.flows(), worker: health.worker() };
    const ready = Object.values(checks).every((problem) => problem === null);
    const shown = Object.fromEntries(Object.entries(checks).map(([name, problem]) => [name, problem ?? 'ok']));
    response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'unavailable', checks: shown });
  });
  return router;
}
