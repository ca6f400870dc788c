import { describe, expect, it, onTestFinished } from 'vitest';
import { startApp } from './support/app.ts';
import { ADMIN_TOKEN, SECRET_KEY } from './support/config.ts';
import { flowOf } from './support/flows.ts';
import { runParley } from './support/parley.ts';
import { openPhone } from './support/phone.ts';
import { postgresServer } from './support/postgres.ts';

const postgres = await postgresServer();

const FLOWS = flowOf([
  { id: 'name', type: 'capture', expect: 'text', prompt: 'Your name?', save: 'name' },
  { id: 'code', type: 'capture', expect: 'code', prompt: 'Your code?', save: 'code', secret: true },
  { id: 'pause', type: 'delay', for: '1h' },
  { id: 'hello', type: 'message', text: 'Hello {{ name }}.' },
]);

/** A bot that was used for a while, and has stopped: one person is in a pause, one is asked, one has opted out. */
async function usedBot() {
  const url = await postgres.create();
  onTestFinished(() => postgres.drop(url));
  const server = await startApp({ flows: FLOWS });
  const [ada, bo, cy] = ['11', '12', '13'].map((end) => openPhone(server, { number: `+141555501${end}` }));
  for (const text of ['hi', 'Ada', '123456']) await ada?.text(text);
  await bo?.text('hi');
  await cy?.text('STOP');
  await server.stop();
  const move = (from = server.dbFile) =>
    runParley(['migrate', 'sqlite-to-postgres', '--from', from], { env: { DATABASE_URL: url, SECRET_KEY, ADMIN_TOKEN } });
  return { server, url, move };
}

describe('parley migrate sqlite-to-postgres', () => {
  it('moves a bot, whose conversations and timers go on where they were', async () => {
    const { server, url, move } = await usedBot();
    const moved = await move();
    expect(moved).toMatchObject({ code: 0, stderr: '' });
    expect(moved.stdout).toMatch(/contacts +3\n/);
    const { clock, twilio } = server;
    const after = await startApp({ flows: FLOWS, clock, twilio, env: { DATABASE_URL: url } });
    const bo = openPhone(after, { number: '+14155550112' });
    expect((await bo.text('Bo')).texts).toEqual(['Your code?']);
    expect((await openPhone(after, { number: '+14155550113' }).text('hi')).texts).toEqual([]);
    const ada = openPhone(after, { number: '+14155550111' });
    await after.clock.advance(3_600_000);
    expect(await ada.nextText()).toBe('Hello Ada.');
    expect((await after.admin('/conversations/1')).body).toMatchObject({ state: 'ended' });
  });

  it('moves nothing into a database that has data, and leaves the file as it is', async () => {
    const { server, move } = await usedBot();
    expect((await move()).code).toBe(0);
    const again = await move();
    expect(again).toMatchObject({ code: 3, stderr: expect.stringContaining('has data already') });
    await server.restart();
    expect((await openPhone(server, { number: '+14155550112' }).text('Bo')).texts).toEqual(['Your code?']);
  });

  it('moves nothing while a server works on the file, and nothing of a file that is not there', async () => {
    const { server, move } = await usedBot();
    await server.restart();
    expect(await move()).toMatchObject({ code: 3, stderr: expect.stringContaining('Another process works on') });
    expect(await move('nowhere.db')).toMatchObject({ code: 3, stderr: expect.stringContaining('no database file') });
  });
});
