import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startApp } from './support/app.ts';
import { flowOf } from './support/flows.ts';
import { send } from './support/http.ts';
import { makeFolder, type Running, runParley, startParley } from './support/parley.ts';
import { openPhone } from './support/phone.ts';

const PAUSE = flowOf([
  { id: 'hello', type: 'message', text: 'Hello.' },
  { id: 'pause', type: 'delay', for: '1h' },
  { id: 'bye', type: 'message', text: 'Bye.' },
]);
const FILES = { 'flows/talk.json': PAUSE['talk.json'] };

async function addressOf(server: Running): Promise<{ url: string; token: string }> {
  const [url = '', token = ''] = (await server.until(/http:\/\/127\.0\.0\.1:\d+\/console#token=\S+/)).split('/console#token=');
  return { url, token };
}

async function say({ url, token }: { url: string; token: string }, from = '+14155550100'): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return (await send('POST', `${url}/api/v1/simulator/messages`, headers, JSON.stringify({ from, text: 'hi' }))).body;
}

describe('a second process on the same database', () => {
  it('is refused, and the first goes on unharmed', async () => {
    const server = await startApp({ flows: PAUSE });
    const dataDir = join(server.dbFile, '..');
    await expect(startApp({ flows: PAUSE, dataDir, twilio: server.twilio })).rejects.toMatchObject({ code: 'database_in_use' });
    expect((await openPhone(server).text('hi')).texts).toEqual(['Hello.']);
  });

  it('that is started by hand exits with 3 and says why; it may start once the first was killed', async () => {
    const folder = makeFolder(FILES);
    const env = { PORT: '0' };
    const first = startParley(['start'], { folder, env });
    const address = await addressOf(first);
    const { code, stdout, stderr } = await runParley(['start'], { folder, env });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^The server could not start: Another process works on the database \S+\. Stop that one first,/m);
    expect(await say(address)).toMatchObject({ messages: [{ text: 'Hello.' }] });
    first.signal('SIGKILL');
    await first.ended;
    const next = startParley(['start'], { folder, env });
    expect(await say(await addressOf(next), '+14155550101')).toMatchObject({ messages: [{ text: 'Hello.' }] });
    next.signal('SIGTERM');
    expect((await next.ended).code).toBe(0);
  });
});

describe('flows that cannot be read', () => {
  const COMMANDS = [['start'], ['chat'], ['api', 'try', 'send-otp']];

  it.each(COMMANDS)('because FLOWS_DIR is not there make parley %s say so in one line and exit with 3', async (...command) => {
    const { code, stdout, stderr } = await runParley(command, { env: { PORT: '0', FLOWS_DIR: './nowhere' } });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^The flows could not be read: .*nowhere.*FLOWS_DIR.*\n$/);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  it.each(COMMANDS)('because a file cannot be read make parley %s say so in one line and exit with 3', async (...command) => {
    const folder = makeFolder(FILES);
    symlinkSync(join(folder, 'gone.json'), join(folder, 'flows/lost.json'));
    const { code, stdout, stderr } = await runParley(command, { folder, env: { PORT: '0' } });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^The flows could not be read: .*lost\.json.*\n$/);
    expect(stderr.split('\n')).toHaveLength(2);
  });
});

describe('a port that is taken', () => {
  it('makes parley start exit with 3 and name PORT, also while a conversation is pending', async () => {
    const folder = makeFolder(FILES);
    const first = startParley(['start'], { folder, env: { PORT: '0' } });
    await say(await addressOf(first));
    first.signal('SIGTERM');
    expect((await first.ended).code).toBe(0);
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as AddressInfo;
    const { code, stdout, stderr } = await runParley(['start'], { folder, env: { PORT: String(port) } });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(new RegExp(`could not start: port ${port} on 127\\.0\\.0\\.1 is taken\\..*PORT`));
  });
});
