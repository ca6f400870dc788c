import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../src/app.ts';
import { loadCheckedFlows } from '../../src/cli/load-checked-flows.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { adminOf } from '../support/admin.ts';
import { startApp } from '../support/app.ts';
import { testConfig } from '../support/config.ts';
import { listenTo } from '../support/event-stream.ts';
import { flowOf } from '../support/flows.ts';
import { send } from '../support/http.ts';
import { openPhone } from '../support/phone.ts';

const XSS = '<img src=x onerror=alert(1)><script>alert(2)</script>';

/** A server whose web app is these files. */
async function serve(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-pages-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'console/assets'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'console', name), text);
  const config = testConfig({ mode: 'local' }, folder, '');
  const loaded = loadCheckedFlows(config);
  if (!loaded) throw new Error('The shipped flows are broken.');
  const logger = createLogger({ level: 'silent', format: 'json' });
  const app = await createApp(config, loaded, logger, { consoleFiles: join(folder, 'console') });
  const { port } = await app.start();
  onTestFinished(() => app.stop());
  return (path: string) => send('GET', `http://127.0.0.1:${port}${path}`, {}, null);
}

describe('the web app', () => {
  const FILES = { 'index.html': '<!doctype html><title>App</title>', 'assets/app-1a2b.js': 'go()', 'icon.svg': '<svg/>' };

  it('is one page for all that is below /console, never kept; its hashed files are kept for ever', async () => {
    const get = await serve(FILES);
    for (const path of ['/console', '/console/', '/console/try', '/console/flows/phone-verification', '/console/a/b/c']) {
      const page = await get(path);
      expect(page, path).toMatchObject({ status: 200, body: FILES['index.html'], headers: { 'cache-control': 'no-cache' } });
    }
    const asset = await get('/console/assets/app-1a2b.js');
    expect(asset).toMatchObject({
      status: 200,
      body: 'go()',
      headers: { 'cache-control': 'public, max-age=31536000, immutable' },
    });
    expect((await get('/console/icon.svg')).body).toBe('<svg/>');
    expect(await get('/')).toMatchObject({ status: 302, headers: { location: '/console' } });
  });

  it('says that a file is not there in the words of every other answer', async () => {
    const get = await serve(FILES);
    for (const path of ['/console/assets/none.js', '/console/assets/.env'])
      expect(await get(path), path).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
  });

  it('runs no script but its own files, loads nothing from elsewhere, and stands in no frame', async () => {
    const get = await serve(FILES);
    for (const path of ['/console', '/console/assets/app-1a2b.js']) {
      const { headers } = await get(path);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
      });
    }
  });

  it.each([
    '/console/assets/missing.js',
    '/console/assets/..%2findex.html',
    '/console/assets/%2e%2e/%2e%2e/secret',
    '/console/..%2f..%2fpackage.json',
  ])('gives nothing for %s that is not in its folder', async (path) => {
    const get = await serve(FILES);
    const { status, body } = await get(path);
    expect(body).not.toContain('"name"');
    if (path.includes('/assets/')) expect(status).toBeGreaterThanOrEqual(400);
  });

  it('says how to build it where it is not built', async () => {
    const get = await serve({});
    const { status, body } = await get('/console/flows');
    expect(status).toBe(200);
    expect(body).toContain('npm run build');
  });
});

it('what people text comes back as data in JSON, never as a page', async () => {
  const server = await startApp({ flows: flowOf([{ id: 'ask', type: 'capture', prompt: 'Name?', save: 'name' }]) });
  const phone = openPhone(server);
  await phone.text('hi');
  await phone.text(XSS);
  for (const path of ['/conversations/1', '/conversations', '/deliveries/out']) {
    const { headers } = await adminOf(server).ask('GET', path);
    expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' });
  }
  expect((await adminOf(server).ask('GET', '/conversations/1')).body).toMatchObject({ attributes: { name: XSS } });
  const { headers } = await adminOf(server).ask('GET', `/flows/${encodeURIComponent(XSS)}`);
  expect(headers['content-type']).toBe('application/json; charset=utf-8');
});

describe('GET /events', () => {
  it('tells of turns, of deliveries and of published flows as they happen', async () => {
    const server = await startApp({ flows: flowOf([{ id: 'ask', type: 'capture', prompt: 'Name?', save: 'name' }]) });
    const admin = adminOf(server);
    const stream = await listenTo(server, '/events');
    const phone = openPhone(server);
    await phone.text('hi');
    expect(await stream.until(({ type }) => type === 'conversation')).toEqual({
      type: 'conversation',
      id: '1',
      state: 'waiting',
    });
    await phone.text('Ana');
    await stream.until(({ state }) => state === 'ended');
    await admin.ask('POST', '/conversations', { flow: 'talk', to: '+14155550132' });
    await server.clock.advance(0);
    await stream.until(({ type }) => type === 'delivery');
    const { source, digest: base } = (await admin.ask('GET', '/flows/talk')).body as { source: string; digest: string };
    await admin.ask('POST', '/flows/talk/publish', { source: source.replace('Name?', 'Your name?'), base });
    await stream.until(({ type }) => type === 'flows');
    await stream.until(({ type }) => type === 'apis');
  });

  it('ends when the server stops, and does not hold it up', async () => {
    const server = await startApp();
    const stream = await listenTo(server, '/events');
    await server.stop();
    await stream.ended;
  });
});
