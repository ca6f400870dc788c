import { describe, expect, it } from 'vitest';
import { adminOf } from './support/admin.ts';
import { startApp } from './support/app.ts';
import { flowOf } from './support/flows.ts';
import { openPhone } from './support/phone.ts';
import { until } from './support/transcript.ts';

const DAY = 86_400_000;
const HELLO = flowOf([{ id: 'hello', type: 'message', text: 'Hello.' }]);

describe('RETENTION', () => {
  it('deletes by the hour what is too old, each kind after its own time', async () => {
    const server = await startApp({ flows: HELLO, env: { RETENTION: '30d,traces=7d' } });
    const admin = adminOf(server);
    await openPhone(server).text('hi');
    const turns = async () => ((await admin.ask('GET', '/conversations/1')).body as { trace: unknown[] }).trace.length;
    expect(await turns()).toBe(1);
    server.clock.setWall(server.clock.now() + 8 * DAY);
    await server.clock.advance(61 * 60_000);
    await until(async () => {
      await server.clock.advance(100);
      expect(await turns()).toBe(0);
    });
    server.clock.setWall(server.clock.now() + 30 * DAY);
    await until(async () => {
      await server.clock.advance(60 * 60_000);
      expect((await admin.ask('GET', '/conversations/1')).status).toBe(404);
    });
    expect((await admin.ask('GET', '/export?address=%2B14155550100')).body).toMatchObject({ contacts: [] });
  });
});
