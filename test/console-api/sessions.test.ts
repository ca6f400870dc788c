import { describe, expect, it } from 'vitest';
import { adminOf, signIn } from '../support/admin.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { ADMIN_TOKEN } from '../support/config.ts';
import { listenTo } from '../support/event-stream.ts';

const MINUTE = 60_000;
const SESSION = '/api/v1/session';
/** Something that changes nothing, and something that does. */
const DRAFT = { id: 'mine', source: '{}' };

function tryToken(server: TestApp, token: string, from?: string) {
  return server.post(SESSION, { token }, from === undefined ? {} : { 'x-forwarded-for': from });
}

describe('signing in', () => {
  it('takes the admin token, and sets a cookie that no script reads and no other site has sent', async () => {
    const server = await startApp({ mode: 'local' });
    const answer = await tryToken(server, ADMIN_TOKEN);
    expect(answer).toMatchObject({ status: 200, body: { name: 'admin', csrf: expect.any(String) as unknown } });
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^parley_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
    expect(JSON.stringify(answer.body)).not.toContain(/=([\w-]{43})/.exec(cookie)?.[1] ?? 'nothing');
    const session = await signIn(server);
    expect(await session.ask('GET', '/session')).toMatchObject({ status: 200, body: { name: 'admin', csrf: session.csrf } });
    expect((await session.ask('GET', '/conversations')).status).toBe(200);
  });

  it('sets a cookie for https only, and for this host only, where the server is reached by https', async () => {
    const server = await startApp();
    const { setCookie, cookie } = await signIn(server);
    expect(setCookie).toMatch(/^__Host-parley_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure$/);
    expect((await server.get('/api/v1/flows', { cookie })).status).toBe(200);
    expect((await server.get('/api/v1/flows', { cookie: cookie.replace('__Host-', '') })).status).toBe(401);
  });

  it('sets such a cookie also where a proxy says that it was reached by https', async () => {
    const server = await startApp({ mode: 'local' });
    const proxied = { 'x-forwarded-proto': 'https' };
    const { headers } = await server.post(SESSION, { token: ADMIN_TOKEN }, proxied);
    const cookie = String(headers['set-cookie']).split(';')[0] ?? '';
    expect(cookie).toMatch(/^__Host-/);
    expect((await server.get('/api/v1/flows', { cookie, ...proxied })).status).toBe(200);
    expect((await server.get('/api/v1/flows', { cookie })).status).toBe(401);
  });

  it('gives the name of a named token, which the audit log goes by', async () => {
    const server = await startApp({ env: { ADMIN_TOKEN: 'ana:first,bo:second' } });
    const bo = await signIn(server, 'second');
    expect((await bo.ask('GET', '/session')).body).toMatchObject({ name: 'bo' });
    await bo.ask('POST', '/flows', DRAFT);
    const { body } = await bo.ask('GET', '/audit');
    expect(body).toMatchObject({
      items: [
        { who: 'bo', action: 'flow.add', target: 'mine', address: '127.0.0.1' },
        { who: 'bo', action: 'session.start', target: null },
      ],
    });
  });

  it.each([['wrong'], [''], [`${ADMIN_TOKEN} `], [ADMIN_TOKEN.slice(0, -1)]])(
    'refuses "%s", and sets no cookie',
    async (token) => {
      const server = await startApp();
      const answer = await tryToken(server, token);
      expect([401, 422]).toContain(answer.status);
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(JSON.stringify(answer.body)).not.toContain(ADMIN_TOKEN);
    },
  );

  it('is not possible from another site', async () => {
    const server = await startApp();
    const body = { token: ADMIN_TOKEN };
    expect((await server.post(SESSION, body, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await server.post(SESSION, body, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await server.post(SESSION, `token=${ADMIN_TOKEN}`, form)).status).toBe(403);
    expect((await server.post(SESSION, body, { origin: server.publicUrl })).status).toBe(200);
  });

  it('is over after sign-out: the cookie opens nothing any more', async () => {
    const server = await startApp();
    const session = await signIn(server);
    expect((await session.ask('DELETE', '/session', {}, { 'x-csrf-token': 'wrong' })).status).toBe(403);
    const out = await session.ask('DELETE', '/session');
    expect(out.status).toBe(204);
    expect(String(out.headers['set-cookie'])).toContain('Max-Age=0');
    expect((await session.ask('GET', '/session')).status).toBe(401);
    expect((await session.ask('GET', '/conversations')).status).toBe(401);
  });

  it('lasts 30 min without use, and 12 h however much it is used', async () => {
    const server = await startApp();
    const idle = await signIn(server);
    await server.clock.advance(29 * MINUTE);
    expect((await idle.ask('GET', '/flows')).status).toBe(200);
    await server.clock.advance(31 * MINUTE);
    expect((await idle.ask('GET', '/flows')).status).toBe(401);

    const busy = await signIn(server);
    for (let passed = 0; passed < 12 * 60 - 20; passed += 20) {
      await server.clock.advance(20 * MINUTE);
      expect((await busy.ask('GET', '/session')).status).toBe(200);
    }
    await server.clock.advance(20 * MINUTE);
    expect((await busy.ask('GET', '/session')).status).toBe(401);
  });

  it('is not kept alive by what a screen asks for by itself', async () => {
    const server = await startApp();
    const session = await signIn(server);
    for (let passed = 0; passed < 30; passed += 10) {
      expect((await session.ask('GET', '/status', undefined, { 'x-background': '1' })).status).toBe(200);
      await server.clock.advance(10 * MINUTE);
    }
    expect((await session.ask('GET', '/status')).status).toBe(401);
  });

  it('ends a stream with the session that opened it', async () => {
    const server = await startApp();
    const session = await signIn(server);
    const stream = await listenTo(server, '/events', { authorization: '', cookie: session.cookie });
    await session.ask('DELETE', '/session');
    await server.clock.advance(20_000);
    await stream.ended;
  });
});

describe('the list of sessions', () => {
  const TOKENS = { ADMIN_TOKEN: 'ana:first,bo:second' };

  it('shows who is signed in, from where and since when, and nothing that opens a session', async () => {
    const server = await startApp({ env: TOKENS });
    const ana = await signIn(server, 'first');
    await server.clock.advance(MINUTE);
    const bo = await signIn(server, 'second');
    const { body } = await bo.ask('GET', '/sessions');
    expect(body).toMatchObject({
      items: [
        { name: 'bo', address: '127.0.0.1', current: true },
        { name: 'ana', current: false },
      ],
    });
    const [, first] = (body as { items: { startedAt: string; expiresAt: string }[] }).items;
    expect(Date.parse(first?.expiresAt ?? '') - Date.parse(first?.startedAt ?? '')).toBe(30 * MINUTE);
    for (const secret of [ana.csrf, ana.cookie.split('=')[1] ?? '']) expect(JSON.stringify(body)).not.toContain(secret);
  });

  it('leaves out what has run out', async () => {
    const server = await startApp({ env: TOKENS });
    await signIn(server, 'first');
    await server.clock.advance(31 * MINUTE);
    expect((await adminOf(server, 'first').ask('GET', '/sessions')).body).toEqual({ items: [], next: null });
  });

  it('lets one be ended, whose cookie then opens nothing, and the audit log tells by whom', async () => {
    const server = await startApp({ env: TOKENS });
    const [ana, bo] = [await signIn(server, 'first'), await signIn(server, 'second')];
    const { items } = (await ana.ask('GET', '/sessions')).body as { items: { id: string; name: string }[] };
    const path = `/sessions/${items.find(({ name }) => name === 'bo')?.id}`;
    expect((await ana.ask('DELETE', path, {}, { 'x-csrf-token': 'wrong' })).status).toBe(403);
    expect((await ana.ask('DELETE', path)).status).toBe(204);
    expect((await bo.ask('GET', '/flows')).status).toBe(401);
    expect((await ana.ask('GET', '/flows')).status).toBe(200);
    expect((await ana.ask('DELETE', path)).status).toBe(404);
    const { body } = await ana.ask('GET', '/audit');
    expect((body as { items: object[] }).items[0]).toMatchObject({ who: 'ana', action: 'session.end', target: 'bo' });
  });

  it('lets all others be ended at once', async () => {
    const server = await startApp({ env: TOKENS });
    const [ana, ...others] = [await signIn(server, 'first'), await signIn(server, 'first'), await signIn(server, 'second')];
    expect((await ana.ask('DELETE', '/sessions')).body).toEqual({ ended: 2 });
    for (const other of others) expect((await other.ask('GET', '/flows')).status).toBe(401);
    expect((await ana.ask('GET', '/flows')).status).toBe(200);
  });
});

describe('what is guessed', () => {
  it('is refused after ten wrong tokens from an address, the right one too, until a quarter of an hour has passed', async () => {
    const server = await startApp();
    for (let count = 0; count < 10; count += 1) expect((await tryToken(server, 'wrong')).status).toBe(401);
    const refused = await tryToken(server, ADMIN_TOKEN);
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'too_many_attempts' } } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
    expect((await tryToken(server, ADMIN_TOKEN, '203.0.113.9')).status).toBe(200);
    await server.clock.advance(15 * MINUTE + 1);
    expect((await tryToken(server, ADMIN_TOKEN)).status).toBe(200);
  });

  it('is refused also where each guess names another address, but not to somebody known', async () => {
    const server = await startApp();
    expect((await tryToken(server, ADMIN_TOKEN, '203.0.113.200')).status).toBe(200);
    const statuses: number[] = [];
    for (let count = 0; count < 40; count += 1) statuses.push((await tryToken(server, 'wrong', `203.0.113.${count}`)).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(30);
    expect(statuses.at(-1)).toBe(429);
    expect((await tryToken(server, ADMIN_TOKEN, '203.0.113.200')).status).toBe(200);
  });
});

describe('what is guessed as a bearer token', () => {
  const LIMIT = 100;
  const ask = async (server: TestApp, token: string, path = '/api/v1/flows', from = '203.0.113.9') =>
    (await server.get(path, { authorization: `Bearer ${token}`, 'x-forwarded-for': from })).status;

  it('is refused after a hundred wrong ones from an address, the right one too, until a quarter of an hour has passed', async () => {
    const server = await startApp();
    const session = await signIn(server);
    for (let count = 0; count < LIMIT; count += 1)
      expect(await ask(server, 'wrong', count % 2 ? '/metrics' : undefined)).toBe(401);
    for (const path of ['/api/v1/flows', '/metrics']) expect(await ask(server, ADMIN_TOKEN, path)).toBe(429);
    expect(await ask(server, ADMIN_TOKEN, '/api/v1/flows', '203.0.113.10')).toBe(200);
    expect((await session.ask('GET', '/flows', undefined, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(200);
    await server.clock.advance(15 * MINUTE + 1);
    expect(await ask(server, ADMIN_TOKEN)).toBe(200);
  });

  it('counts anew once the right one was shown', async () => {
    const server = await startApp();
    for (let round = 0; round < 2; round += 1) {
      for (let count = 1; count < LIMIT; count += 1) await ask(server, 'wrong');
      expect(await ask(server, ADMIN_TOKEN)).toBe(200);
    }
  });
});

describe('a request with the cookie that changes something', () => {
  it('needs the CSRF token of that session', async () => {
    const server = await startApp();
    const [ana, other] = [await signIn(server), await signIn(server)];
    for (const token of ['', 'x', other.csrf])
      expect(await ana.ask('POST', '/flows', DRAFT, { 'x-csrf-token': token })).toMatchObject({
        status: 403,
        body: { error: { code: 'forbidden' } },
      });
    expect((await ana.ask('GET', '/flows/mine')).status).toBe(404);
    expect((await ana.ask('POST', '/flows', DRAFT)).status).toBe(201);
  });

  it('needs to come from our own page, as JSON', async () => {
    const server = await startApp();
    const ana = await signIn(server);
    const foreign = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
    ];
    for (const headers of foreign)
      expect((await ana.ask('POST', '/flows', DRAFT, headers)).status, JSON.stringify(headers)).toBe(403);
    const own = { origin: server.publicUrl, 'sec-fetch-site': 'same-origin' };
    expect((await ana.ask('POST', '/flows', DRAFT, own)).status).toBe(201);
  });

  it('is not asked for that where the admin token is shown, which no other site has', async () => {
    const server = await startApp();
    expect((await adminOf(server).ask('POST', '/flows', DRAFT)).status).toBe(201);
  });

  it('is refused with a made-up cookie', async () => {
    const server = await startApp();
    for (const cookie of ['parley_session=', `parley_session=${'A'.repeat(43)}`, 'parley_session=__proto__'])
      expect((await server.get('/api/v1/flows', { cookie })).status).toBe(401);
  });
});

it('nothing below /api is kept by a browser, and nothing is taken for another type', async () => {
  const server = await startApp();
  const { headers } = await adminOf(server).ask('GET', '/conversations');
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
});
