import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../src/lib/project-root.ts';
import { ADMIN_TOKEN, SECRET_KEY } from './support/config.ts';
import { send } from './support/http.ts';
import { blocksOf } from './support/papers.ts';
import { makeFolder, runParley, startParley } from './support/parley.ts';
import { freePort } from './support/server-process.ts';

const FOLDER = join(projectRoot(), 'docs/how-to');
const read = (page: string) => readFileSync(join(FOLDER, page), 'utf8');
const commandsOf = (page: string) => blocksOf(read(page), 'sh').flatMap(({ body }) => body.trim().split('\n'));
const TALK = { 'flows/talk.json': { trigger: { default: true }, steps: [{ id: 'a', type: 'message', text: 'Hello.' }] } };
const PERSON = '+14155550132';
/** Run by test/guides.test.ts and test/preload.test.ts. */
const PAGES_ELSEWHERE = [
  'deploy.md',
  'events.md',
  'from-a-no-code-builder.md',
  'from-studio.md',
  'more-machines.md',
  'own-otp-api.md',
  'traces.md',
  'twilio-first-day.md',
  'twilio-verify.md',
  'whatsapp.md',
];

/** A folder with a server that runs, with whom a person has talked. */
async function serve() {
  const folder = makeFolder(TALK);
  const env = { ADMIN_TOKEN, SECRET_KEY, PORT: String(await freePort()) };
  const server = startParley(['start'], { folder, env });
  await server.until(/Parley runs in local mode/);
  const url = `http://127.0.0.1:${env.PORT}`;
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' };
  const message = JSON.stringify({ from: PERSON, text: 'hi' });
  expect((await send('POST', `${url}/api/v1/simulator/messages`, headers, message)).status).toBe(200);
  const stop = async () => {
    server.signal('SIGTERM');
    await server.ended;
  };
  return { folder, env, url, stop };
}

/** Runs a command of a page against that server, or its folder. */
async function run(command: string, at: Awaited<ReturnType<typeof serve>>): Promise<number | null> {
  const [program = '', ...words] = command.split(' ');
  if (program === 'npx') return (await runParley(words.slice(1), at)).code;
  if (program === 'curl') {
    const [, header = ''] = /-H "Authorization: (.*?)"/.exec(command) ?? [];
    const headers = header === '' ? {} : { authorization: header.replace('$ADMIN_TOKEN', ADMIN_TOKEN) };
    return (await send('GET', `${at.url}${new URL(words.at(-1) ?? '').pathname}`, headers, null)).status === 200 ? 0 : 1;
  }
  throw new Error(`Nobody runs "${command}".`);
}

describe('the commands of docs/how-to', () => {
  it('are all in pages that a test runs', () => {
    expect(readdirSync(FOLDER).toSorted()).toEqual(
      ['backups.md', 'metrics.md', 'rotating-keys.md', ...PAGES_ELSEWHERE].toSorted(),
    );
  });

  it('backups.md: back up beside a server, restore without it, show and erase', async () => {
    const at = await serve();
    const all = commandsOf('backups.md');
    // Litestream is not installed here, so what leads to it is only read.
    const isLitestream = (command: string) => command.startsWith('litestream') || command.endsWith('restored.db');
    expect(all.filter(isLitestream)).toHaveLength(3);
    const [first, second, restoring, ...people] = all.filter((command) => !isLitestream(command));
    for (const command of [first, second]) expect(await run(command ?? '', at), command).toBe(0);
    await at.stop();
    for (const command of [restoring, ...people]) expect(await run(command ?? '', at), command).toBe(0);
    expect(people).toHaveLength(2);
  });

  it('rotating-keys.md: a new key, the lines for .env, and everything encrypted anew', async () => {
    const at = await serve();
    await at.stop();
    const [making = '', rotating = ''] = commandsOf('rotating-keys.md');
    const [program = '', ...words] = making.split(' ');
    const key = execFileSync(program, words, { encoding: 'utf8' }).trim();
    const [lines] = blocksOf(read('rotating-keys.md'), 'ini');
    const dotenv = (lines?.body ?? '').replace('the new key', key).replace('the key until now', SECRET_KEY);
    writeFileSync(join(at.folder, '.env'), dotenv);
    const { SECRET_KEY: _, ...env } = at.env;
    expect(await run(rotating, { ...at, env: env as typeof at.env })).toBe(0);
    writeFileSync(join(at.folder, '.env'), `SECRET_KEY=${key}\n`);
    expect((await runParley(['export', PERSON], { folder: at.folder, env })).stdout).toContain('Hello.');
  });

  it('metrics.md: the page with and without a token, and the trace that a line of the log leads to', async () => {
    const at = await serve();
    const commands = commandsOf('metrics.md');
    expect(commands).toHaveLength(3);
    for (const command of commands) expect(await run(command, at), command).toBe(0);
    const page = String((await send('GET', `${at.url}/metrics`, {}, null)).body);
    const told = [...read('metrics.md').matchAll(/`((?:parley|nodejs)_\w+)`/g)].map(([, name = '']) => name);
    expect(told.filter((name) => !page.includes(`# TYPE ${name} `))).toEqual([]);
    const measured = [...page.matchAll(/^# TYPE (parley_\w+) /gm)].map(([, name = '']) => name);
    expect(measured.filter((name) => !told.includes(name))).toEqual([]);
    await at.stop();
  });
});
