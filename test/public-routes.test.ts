import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../src/lib/project-root.ts';
import { startApp } from './support/app.ts';
import { ADMIN_TOKEN } from './support/config.ts';

describe('everything else that is served', () => {
  it('says whether the process lives and whether it is ready, to anyone', async () => {
    const server = await startApp();
    expect(await server.get('/livez')).toMatchObject({ status: 200, body: { status: 'ok' } });
    const ready = { status: 200, body: { status: 'ok', checks: { database: 'ok', flows: 'ok', worker: 'ok' } } };
    expect(await server.get('/readyz')).toMatchObject(ready);
    expect(await server.get('/healthz')).toMatchObject(ready);
  });

  it('includes every schema, word for word', async () => {
    const server = await startApp();
    const files = readdirSync(join(projectRoot(), 'schemas')).filter((name) => name.endsWith('.json'));
    expect(files).toEqual(expect.arrayContaining(['api.v1.json', 'flow.v1.json']));
    for (const file of files) {
      const { status, body } = await server.get(`/schemas/${file}`);
      expect(status).toBe(200);
      expect(body).toMatchObject({ $schema: expect.stringContaining('json-schema.org') as unknown });
    }
    for (const path of ['/schemas/nothing.json', '/schemas/', '/schemas/..%2fpackage.json', '/schemas/%2e%2e/package.json']) {
      expect((await server.get(path)).status).toBe(404);
    }
  });

  it.each(['/nothing', '/api', '/webhooks', '/webhooks/twilio/x', '/%ff', '/.env', '/data/parley.db'])(
    'answers %s with an error in JSON, and tells nothing of its insides',
    async (path) => {
      const server = await startApp();
      const { status, body, headers } = await server.get(path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(body).toMatchObject({ error: { code: expect.any(String) as unknown, message: expect.any(String) as unknown } });
      expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts|at \w+ \(/);
      expect(headers['x-powered-by']).toBeUndefined();
    },
  );

  it('answers a POST whose lists stand deeper in one another than anybody means with 422 in JSON', async () => {
    const server = await startApp({ mode: 'local' });
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    const bodies = [
      ['/conversations', `{ "flow": "phone-verification", "to": "+14155550132", "attributes": { "a": ${deep} } }`],
      ['/apis/send-otp/try', `{ "attributes": { "a": ${deep} } }`],
    ];
    for (const [path = '', body] of bodies)
      expect(await server.post(`/api/v1${path}`, body, { authorization: `Bearer ${ADMIN_TOKEN}` }), path).toMatchObject({
        status: 422,
        body: { error: { code: 'bad_body' } },
      });
  });

  it('answers a POST that is no JSON with 400 in JSON', async () => {
    const server = await startApp({ mode: 'local' });
    const answer = await server.post('/api/v1/simulator/messages', '{"from":', { authorization: `Bearer ${ADMIN_TOKEN}` });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'malformed' } } });
  });
});
