import { describe, expect, it } from 'vitest';
import { type SignedIn, signIn } from '../support/admin.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { listenTo } from '../support/event-stream.ts';

const OF_ONE = 20;
const IN_ALL = 200;

const listenAs = (server: TestApp, { cookie }: SignedIn) => listenTo(server, '/events', { authorization: '', cookie });

function listenOften(server: TestApp, session: SignedIn, count: number) {
  return Promise.all(Array.from({ length: count }, () => listenAs(server, session)));
}

describe('live event streams', () => {
  it('are 20 for one session at most, also of different kinds, and one that is closed makes room', async () => {
    const server = await startApp();
    const [ana, bo] = [await signIn(server), await signIn(server)];
    const { id } = (await ana.ask('POST', '/try', { flow: 'phone-verification' })).body as { id: string };
    const [first] = await listenOften(server, ana, OF_ONE);
    const refused = await ana.ask('GET', `/try/${id}/events`);
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'too_many_streams' } } });
    expect(JSON.stringify(refused.body)).toContain('Close');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ana.ask('GET', '/flows')).status).toBe(200);
    await listenAs(server, bo);
    first?.close();
    await expect.poll(async () => (await ana.ask('GET', '/try/nothing/events')).status).toBe(404);
    await listenAs(server, ana);
  });

  it('are 20 for one token at most', async () => {
    const server = await startApp();
    await Promise.all(Array.from({ length: OF_ONE }, () => listenTo(server, '/events')));
    await expect(listenTo(server, '/events')).rejects.toThrow('429');
  });

  it('are 200 in all at most', async () => {
    const server = await startApp();
    for (let count = 0; count < IN_ALL; count += OF_ONE) await listenOften(server, await signIn(server), OF_ONE);
    const late = await signIn(server);
    expect((await late.ask('GET', '/events')).status).toBe(429);
    expect((await late.ask('GET', '/flows')).status).toBe(200);
  });
});
