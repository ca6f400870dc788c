import { describe, expect, it } from 'vitest';
import { type AppOptions, startApp, type TestApp } from './support/app.ts';
import { ADMIN_TOKEN, SECRET_KEY } from './support/config.ts';
import { flowOf } from './support/flows.ts';
import { makeFolder, runParley } from './support/parley.ts';

const STEPS = [
  { id: 'ask_name', type: 'capture', save: 'name', prompt: 'Your name?' },
  { id: 'ask_code', type: 'capture', expect: 'code', save: 'code', prompt: 'The code, {{ name }}?' },
  { id: 'ask_api', type: 'api', api: 'ask', on_error: 'failed' },
  { id: 'done', type: 'message', text: 'Done.', next: 'end' },
  { id: 'failed', type: 'message', text: 'Failed.' },
];
const FLOWS = {
  ...flowOf(STEPS),
  'apis/ask.json': { method: 'POST', url: 'internal:/otp/verify', body: { systemOtp: 'x', userOtp: '{{ code }}' } },
};
const OPTIONS: AppOptions = { mode: 'local', flows: FLOWS };

const settingsOf = (server: TestApp) => ({ DATABASE_URL: `file:${server.dbFile}`, SECRET_KEY, ADMIN_TOKEN });

async function talk(server: TestApp, from: string, ...texts: string[]): Promise<void> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  for (const text of texts) await server.post('/api/v1/simulator/messages', { from, text }, headers);
}

describe('parley trace', () => {
  it('shows each turn of the newest conversation beside a server that runs, secrets hidden', async () => {
    const server = await startApp(OPTIONS);
    await talk(server, '+14155550177', 'hello');
    await talk(server, '+14155550100', 'hi', 'Ana', '482913');
    const { code, stdout, stderr } = await runParley(['trace', 'last'], { env: settingsOf(server) });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Conversation 2 of \+14155550100 on sms, in talk \(version \w{8}\), begun .*Z: ended as \w+$/m);
    const lines = stdout.split('\n').map((line) => line.trim());
    for (const line of [
      'in    hi',
      'step  ask_name waits for an answer',
      'out   Your name? (sent)',
      'step  ask_name → ask_code',
      'set name = "Ana"',
      'out   The code, Ana? (sent)',
      'in    ••••••',
      'set code = "•••"',
      'code = "•••"',
    ])
      expect(lines).toContain(line);
    expect(stdout).toMatch(/POST internal:\/otp\/verify → \d{3} in \d+ ms/);
    expect(stdout).not.toContain('482913');
  });

  it('finds a conversation by its number and by the address of the person', async () => {
    const server = await startApp(OPTIONS);
    await talk(server, '+14155550177', 'hello');
    await talk(server, '+14155550100', 'hi');
    const env = settingsOf(server);
    const [byNumber, byAddress] = await Promise.all([
      runParley(['trace', '2'], { env }),
      runParley(['trace', '+14155550177'], { env }),
    ]);
    expect(byNumber.stdout).toContain('Conversation 2 of +14155550100');
    expect(byAddress.stdout).toContain('Conversation 1 of +14155550177');
  });

  it('gives to programs what the API answers', async () => {
    const server = await startApp(OPTIONS);
    await talk(server, '+14155550100', 'hi', 'Ana');
    const { code, stdout } = await runParley(['trace', 'last', '--json'], { env: settingsOf(server) });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual((await server.admin('/conversations/1')).body);
  });

  it('exits with 1 where there is no such conversation, and no database', async () => {
    const server = await startApp(OPTIONS);
    const env = settingsOf(server);
    const [none, unknown, nothing] = await Promise.all([
      runParley(['trace', 'last'], { env }),
      runParley(['trace', '7'], { env }),
      runParley(['trace', 'last'], { env: { ...env, DATABASE_URL: `file:${makeFolder()}/none.db` } }),
    ]);
    expect(none).toEqual({ code: 1, stdout: '', stderr: 'There is no conversation yet.\n' });
    expect(unknown).toEqual({ code: 1, stdout: '', stderr: 'There is no conversation "7".\n' });
    expect(nothing).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('no database yet') as unknown });
  });

  it('exits with 3 where the key is another one, or the database is none', async () => {
    const server = await startApp(OPTIONS);
    await talk(server, '+14155550100', 'hi');
    const env = settingsOf(server);
    const folder = makeFolder({ 'x.db': 'no database' });
    const [otherKey, damaged] = await Promise.all([
      runParley(['trace', 'last'], { env: { ...env, SECRET_KEY: Buffer.alloc(32, 'o').toString('base64') } }),
      runParley(['trace', 'last'], { folder, env: { ...env, DATABASE_URL: 'file:./x.db' } }),
    ]);
    expect(otherKey).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('SECRET_KEY_PREVIOUS') as unknown });
    expect(damaged).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('file is not a database') as unknown });
  });
});
