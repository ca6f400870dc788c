import { describe, expect, it, onTestFinished } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { ManualClock } from './support/clock.ts';
import { ADMIN_TOKEN, SECRET_KEY } from './support/config.ts';
import { flowOf } from './support/flows.ts';
import { makeFolder, runParley } from './support/parley.ts';
import { openPhone } from './support/phone.ts';
import { postgresServer } from './support/postgres.ts';
import { startFakeTwilio } from './support/twilio.ts';

const postgres = await postgresServer();

const greeting = (text: string) =>
  flowOf([
    { id: 'hello', type: 'message', text },
    { id: 'name', type: 'capture', expect: 'text', prompt: `${text} Your name?`, save: 'name' },
    { id: 'bye', type: 'message', text: `${text} Bye {{ name }}.` },
  ]);

/** Servers on one database, each with a folder of its own, and the command line beside them. */
async function startTwo() {
  const url = await postgres.create();
  onTestFinished(() => postgres.drop(url));
  const clock = new ManualClock();
  const twilio = await startFakeTwilio(() => clock.now());
  const start = (flows: ReturnType<typeof flowOf>) => startApp({ flows, clock, twilio, env: { DATABASE_URL: url } });
  const a = await start(greeting('One.'));
  const b = await start(greeting('Another folder.'));
  const parley = (flows: ReturnType<typeof flowOf>, ...args: string[]) => {
    const folder = makeFolder(Object.fromEntries(Object.entries(flows).map(([name, flow]) => [`flows/${name}`, flow])));
    return runParley(['publish', ...args], { folder, env: { DATABASE_URL: url, SECRET_KEY, ADMIN_TOKEN } });
  };
  return { a, b, parley };
}

/** Lets time pass until the server says that to somebody new. */
async function untilSaid(server: TestApp, text: string): Promise<void> {
  let person = 0;
  const ask = async () => {
    await server.clock.advance(500);
    const phone = openPhone(server, {
      number: `+1415555${String(2000 + Math.floor(server.clock.monotonic() / 500))}${person++ % 10}`.slice(0, 12),
    });
    return (await phone.text('hi')).texts[0];
  };
  await expect.poll(ask, { interval: 20, timeout: 5_000 }).toContain(text);
}

describe('flows of several processes', () => {
  it('are what the first of them published, whatever stands in the folders of the others', async () => {
    const { a, b } = await startTwo();
    expect((await openPhone(a).text('hi')).texts[0]).toContain('One.');
    expect((await openPhone(b, { number: '+14155550111' }).text('hi')).texts[0]).toContain('One.');
  });

  it('are published to all by one command and rolled back by another; conversations go on as they began', async () => {
    const { a, b, parley } = await startTwo();
    const phone = openPhone(a);
    expect((await phone.text('hi')).texts[0]).toContain('One.');
    const published = await parley(greeting('Two.'));
    expect(published).toMatchObject({ code: 0, stdout: expect.stringContaining('Published') });
    await untilSaid(a, 'Two.');
    await untilSaid(b, 'Two.');
    expect((await openPhone(b).text('Ada')).texts).toEqual(['One. Bye Ada.']);
    expect((await parley(greeting('Two.'))).stdout).toContain('Nothing to publish');
    expect(await parley(greeting('Two.'), '--rollback')).toMatchObject({ code: 0 });
    await untilSaid(b, 'One.');
    await untilSaid(a, 'One.');
  });

  it('are published to all by the console too, and only once when two publish at the same moment', async () => {
    const { a, b } = await startTwo();
    const publish = async (server: TestApp, text: string) => {
      const shown = await server.admin('/flows/talk');
      const { digest } = shown.body as { digest: string };
      const source = JSON.stringify(greeting(text)['talk.json']);
      return server.post('/api/v1/flows/talk/publish', { source, base: digest }, { authorization: `Bearer ${ADMIN_TOKEN}` });
    };
    const done = await Promise.all([publish(a, 'Two.'), publish(b, 'Three.')]);
    expect(done.map(({ status }) => status).toSorted((x, y) => x - y)).toEqual([200, 409]);
    const live = done[0]?.status === 200 ? 'Two.' : 'Three.';
    await untilSaid(a, live);
    await untilSaid(b, live);
  });

  it('stay as they are when what is to be published has errors', async () => {
    const { a, parley } = await startTwo();
    const broken = flowOf([{ id: 'hello', type: 'message', text: 'Two.', next: 'nowhere' }]);
    expect((await parley(broken)).code).toBe(1);
    expect((await openPhone(a).text('hi')).texts[0]).toContain('One.');
  });
});

describe('parley publish', () => {
  it('says that it is not needed with SQLite', async () => {
    const ended = await runParley(['publish'], { env: { SECRET_KEY } });
    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toContain('just save the file');
  });
});
