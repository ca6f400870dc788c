import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { loadFlows } from '../src/flow/load.ts';
import { projectRoot } from '../src/lib/project-root.ts';
import { twilioCodeWords } from '../src/lib/twilio-codes.ts';
import { ADMIN_TOKEN, SECRET_KEY, writeFlows } from './support/config.ts';
import { commandsIn, filesIn, followGuide, guide } from './support/guide.ts';
import { send } from './support/http.ts';
import { startOtpProvider } from './support/otp-provider.ts';
import { blocksOf, exampleFiles, namesOf, writtenPages } from './support/papers.ts';
import { makeFolder, runParley, startParley } from './support/parley.ts';
import { postgresServer } from './support/postgres.ts';
import { freePort } from './support/server-process.ts';
import { SHIPPED } from './support/shipped-flow.ts';
import { readSources } from './support/source-files.ts';
import { definition, state } from './support/studio.ts';

const root = projectRoot();
/** A folder as a fresh checkout is: with the flow that is shipped. */
const checkout = () => {
  const folder = makeFolder();
  writeFlows(join(folder, 'flows'), SHIPPED);
  return folder;
};

describe.each(writtenPages(root))('%s', (page) => {
  const text = guide(page.replace('docs/', ''));

  it('has only flows and APIs that the checker finds fit, with no warning', () => {
    const files = exampleFiles(text);
    const { problems } = loadFlows(files, { allowHosts: [], secrets: null });
    // Most pages have none.
    expect(problems.filter(({ code }) => files.length > 0 || code !== 'no-flows')).toEqual([]);
  });

  it('has only YAML that can be read', () => {
    for (const { body } of blocksOf(text, 'yaml')) expect(parse(body), body).toBeInstanceOf(Object);
  });

  it('names only commands that exist, of programs that we know', () => {
    const programs = commandsIn(text).map(({ program }) => program);
    const known = ['npx', 'npm', 'curl', 'docker', 'openssl', 'litestream', 'git', 'cp', 'systemctl', 'systemd-run'];
    expect(programs.filter((program) => !known.includes(program))).toEqual([]);
  });
});

describe('what a reader types', () => {
  it.each([
    'tutorial.md',
    'how-to/whatsapp.md',
    'how-to/twilio-verify.md',
    'how-to/from-a-no-code-builder.md',
    'how-to/twilio-first-day.md',
  ])(
    'as %s says works from beginning to end',
    async (page) => {
      expect(commandsIn(guide(page)).length).toBeGreaterThan(0);
      expect(await followGuide(guide(page), { folder: checkout() })).toEqual([]);
    },
    60_000,
  );

  it('as the tutorial says leads to the mistake that it tells of', async () => {
    const folder = makeFolder();
    const flow = String(filesIn(guide('tutorial.md'))['my-flows/welcome.json']).replace(
      '"next": "ask_name"',
      '"nex": "ask_name"',
    );
    writeFlows(folder, { 'my-flows/welcome.json': flow });
    const { code, stdout } = await runParley(['check', 'my-flows'], { folder });
    expect(code).toBe(1);
    expect(stdout).toMatch(/welcome\.json:6:.*"nex".*"next"/);
  });

  it('as the README says works on the flow of the tutorial', async () => {
    const folder = checkout();
    writeFlows(folder, filesIn(guide('tutorial.md')));
    expect(await followGuide(readFileSync(join(root, 'README.md'), 'utf8'), { folder })).toEqual([]);
  }, 60_000);

  it('of one page is in the way of no other page', () => {
    const how = readdirSync(join(root, 'docs/how-to')).map((page) => guide(`how-to/${page}`));
    const pages = [readFileSync(join(root, 'README.md'), 'utf8'), guide('tutorial.md'), ...how].map(filesIn);
    const folders = pages.map(
      (files) => new Set(Object.keys(files).map((file) => file.replace(/(?:apis\/|tests\/)?[^/]+$/, ''))),
    );
    const named = folders.flatMap((folder) => [...folder]);
    expect(named.length).toBeGreaterThan(5);
    expect(named).toEqual([...new Set(named)]);
  });

  it('as own-otp-api.md says calls that API, and hides its key', async () => {
    const provider = await startOtpProvider();
    const text = guide('how-to/own-otp-api.md').replaceAll('https://codes.example.com', `http://${provider.place}`);
    const env = { SECRET_CODES_KEY: 'a-key-of-somebody', API_ALLOW_HOSTS: provider.place };
    expect(await followGuide(text, { folder: makeFolder(), env })).toEqual([]);
    const [call] = provider.callsOf('send');
    expect(call).toMatchObject({ body: { toNumber: '+14155550132' }, headers: { 'x-api-key': 'a-key-of-somebody' } });
  }, 60_000);

  it('as from-studio.md says brings a flow over', async () => {
    const folder = makeFolder();
    const wires = { sent: undefined };
    const flow = definition({ incomingMessage: 'hello' }, state('hello', 'send-message', { body: 'Hello.' }, wires));
    writeFileSync(join(folder, 'my-flow.json'), flow);
    expect(await followGuide(guide('how-to/from-studio.md'), { folder })).toEqual([]);
    expect(existsSync(join(folder, 'my-flows/from-studio/my-flow.json'))).toBe(true);
  }, 60_000);

  it('as more-machines.md says publishes flows, takes them back, and moves a bot', async () => {
    const postgres = await postgresServer();
    const url = await postgres.create();
    onTestFinished(() => postgres.drop(url));
    const all = commandsIn(guide('how-to/more-machines.md')).filter(({ program }) => program === 'npx');
    const [publish, rollback, move] = all.map(({ words }) => words.slice(1));
    const folder = checkout();
    const own = { SECRET_KEY, ADMIN_TOKEN };
    const server = startParley(['start'], { folder, env: { ...own, PORT: String(await freePort()) } });
    await server.until(/Console +http/);
    server.signal('SIGTERM');
    await server.ended;
    const run = (args: readonly string[] = []) => runParley(args, { folder, env: { ...own, DATABASE_URL: url } });
    expect(await run(move)).toMatchObject({ code: 0 });
    expect(await run(publish)).toMatchObject({ code: 0 });
    const changed = { ...SHIPPED['phone-verification.json'], name: 'Another name' };
    writeFlows(join(folder, 'flows'), { 'phone-verification.json': changed });
    expect(await run(publish)).toMatchObject({ code: 0 });
    expect(await run(rollback)).toMatchObject({ code: 0 });
    expect(all).toHaveLength(3);
  }, 60_000);

  it('with docker names files and services that there are', () => {
    const pages = ['how-to/deploy.md', 'how-to/more-machines.md'];
    const all = pages.flatMap((page) => commandsIn(guide(page))).filter(({ program }) => program === 'docker');
    expect(all.length).toBeGreaterThan(4);
    for (const { words } of all) {
      const file = words.includes('-f') ? (words[words.indexOf('-f') + 1] ?? '') : 'compose.yaml';
      const { services } = parse(readFileSync(join(root, file), 'utf8'), { merge: true }) as { services: object };
      const service = words.find((word) => /^parley(-\d)?$/.test(word));
      if (service !== undefined) expect(Object.keys(services)).toContain(service);
    }
  });

  it('as http.md says is a chat over HTTP', async () => {
    const folder = checkout();
    const env = { ADMIN_TOKEN, SECRET_KEY, PORT: String(await freePort()) };
    const server = startParley(['start'], { folder, env });
    await server.until(/Console +http/);
    const calls = commandsIn(guide('http.md')).filter(({ program }) => program === 'curl');
    const bodies: unknown[] = [];
    for (const { text } of calls) {
      const [, path = ''] = /"\$API([^"]+)"/.exec(text) ?? [];
      const [, body] = /-d '([^']+)'/.exec(text) ?? [];
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' };
      const url = `http://127.0.0.1:${env.PORT}/api/v1${path}`;
      const answer = await send(body === undefined ? 'GET' : 'POST', url, headers, body ?? null);
      expect(answer.status, text).toBe(200);
      bodies.push(answer.body);
    }
    expect(bodies).toMatchObject([
      { messages: [{ text: 'What mobile number should we text? Type it with the country code, like +1 415 555 0132.' }] },
      { messages: [{ text: 'We texted a 6-digit code to +14155550132. Type it here.' }] },
      { items: [{ to: '+14155550132' }] },
    ]);
    server.signal('SIGTERM');
    await server.ended;
  }, 60_000);
});

describe('words of others', () => {
  it('in from-a-no-code-builder.md stand in the console', () => {
    const screens = readSources(root, ['src/console/ui'])
      .map(({ text }) => text)
      .join('\n');
    const words = namesOf(guide('how-to/from-a-no-code-builder.md'), /\*\*([^*]+)\*\*/g);
    expect(words).toEqual(expect.arrayContaining(['Developer', 'Add API', 'Configure API', 'Headers', 'Body']));
    expect(words).toEqual(expect.arrayContaining(['Manage API Response', 'Save to Custom Attribute', 'Edit Flow']));
    expect(words.filter((word) => !new RegExp(`[>'"\`\\s]${word}\\s*['"\`:<\\n]`).test(screens))).toEqual([]);
  });

  it.each(['how-to/twilio-first-day.md', 'how-to/whatsapp.md'])('in %s are codes that the console explains too', (page) => {
    const codes = namesOf(guide(page), /(?<![\d+=])([236]\d{4})(?!\d)/g);
    expect(codes).toContain('63016');
    expect(codes.filter((code) => twilioCodeWords(code) === null)).toEqual([]);
  });
});
