import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { projectRoot, projectVersion } from '../src/lib/project-root.ts';
import { flowOf } from './support/flows.ts';
import { BROKEN, makeFolder, runParley, startParley } from './support/parley.ts';
import { said } from './support/shipped-flow.ts';
import { ACCOUNT_SID, AUTH_TOKEN, BOT_NUMBER, startFakeTwilio } from './support/twilio.ts';

const FLOWS = join(projectRoot(), 'flows');
const PHONE = '+14155550132';

describe('parley check', () => {
  it('finds nothing wrong with the flows that are shipped, and needs no settings', async () => {
    const { code, stdout, stderr } = await runParley(['check', FLOWS]);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^No problems in \d+ files\.\n$/) as unknown,
    });
  });

  it('says of each problem where it is, what is wrong and what to do, and exits with 1', async () => {
    const { code, stdout, stderr } = await runParley(['check'], { files: BROKEN });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^\d+ errors?.* in 1 file\.\n(?:  docs\/reference\/checks\.md#[\w-]+\n)+$/);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(3);
    for (const line of lines) expect(line).toMatch(/^flows\/talk\.json:\d+:\d+ (?:warning )?[a-z-]+ \S.*\.$/);
    expect(stdout).toMatch(/^flows\/talk\.json:3:\d+ .*"txt".*[Dd]id you mean "text"/m);
    expect(stdout).toMatch(/^flows\/talk\.json:4:\d+ .*"nobody"/m);
    expect(stdout).toMatch(/^flows\/talk\.json:4:\d+ .*"helo".*"hello"/m);
  });

  it('gives the same as JSON to programs', async () => {
    const { code, stdout } = await runParley(['check', '--json'], { files: BROKEN });
    expect(code).toBe(1);
    const answer = JSON.parse(stdout) as { ok: boolean; problems: Record<string, unknown>[] };
    expect(Object.keys(answer)).toEqual(['ok', 'problems']);
    expect(answer.ok).toBe(false);
    for (const problem of answer.problems) {
      expect(Object.keys(problem).toSorted()).toEqual(['code', 'column', 'file', 'fix', 'line', 'message', 'severity']);
      expect(problem).toMatchObject({
        file: 'flows/talk.json',
        line: expect.any(Number) as unknown,
        column: expect.any(Number) as unknown,
      });
    }
  });

  it('lets warnings pass, but not with --strict', async () => {
    const files = {
      'flows/talk.json': flowOf([{ id: 'hello', type: 'message', text: 'Hello 👋' }])['talk.json'],
      'flows/apis/unused.json': { name: 'Unused', method: 'GET', url: 'https://api.example.com/x' },
    };
    const folder = makeFolder(files);
    const [lenient, strict] = await Promise.all([runParley(['check'], { folder }), runParley(['check', '--strict'], { folder })]);
    expect(lenient).toMatchObject({ code: 0, stdout: expect.stringContaining(' warning ') as unknown });
    expect(strict.code).toBe(1);
  });

  it('of a folder that is not there exits with 2 and says so', async () => {
    const { code, stdout, stderr } = await runParley(['check', 'nowhere']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/"nowhere"\. Check its name, or set FLOWS_DIR/);
  });
});

describe('parley', () => {
  it('exits with 2 for a command it does not know, and says which was meant', async () => {
    const { code, stdout, stderr } = await runParley(['chekc']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/unknown command 'chekc'[\s\S]*check/);
  });

  it('says its version', async () => {
    expect(await runParley(['--version'])).toEqual({ code: 0, stdout: `${projectVersion()}\n`, stderr: '' });
  });

  it('exits with 2 for an option it does not know, and with 0 for --help', async () => {
    const [wrong, help] = await Promise.all([runParley(['check', '--jsno']), runParley(['--help'])]);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('--json') as unknown });
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const command of ['start', 'check', 'chat', 'api']) expect(help.stdout).toMatch(new RegExp(`^ +${command} `, 'm'));
  });
});

describe('parley api try', () => {
  it('calls an API as a flow does and shows what came back, secrets hidden', async () => {
    const twilio = await startFakeTwilio();
    onTestFinished(() => twilio.stop());
    const key = 'a-key-that-nobody-may-see';
    const env = {
      FLOWS_DIR: FLOWS,
      SECRET_OTP_KEY: key,
      TWILIO_ACCOUNT_SID: ACCOUNT_SID,
      TWILIO_AUTH_TOKEN: AUTH_TOKEN,
      TWILIO_FROM_NUMBER: BOT_NUMBER,
      TWILIO_API_URL: twilio.url,
      PUBLIC_URL: 'https://bot.example.com',
      ALLOWED_COUNTRIES: 'US',
      ADMIN_TOKEN: 'the-token-of-the-admin',
      SECRET_KEY: Buffer.alloc(32, 'k').toString('base64'),
    };
    const { code, stdout, stderr } = await runParley(['api', 'try', 'send-otp', '--set', `phone=${PHONE}`], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^POST internal:\/otp\/send$/m);
    expect(stdout).toContain(`"toNumber":"${PHONE}"`);
    expect(stdout).toMatch(/^→ 200 in \d+ ms$/m);
    expect(stdout).toMatch(/^saved system_otp = /m);
    const sent = twilio.messages.map(({ to, body }) => ({ to, code: body.slice(0, 6) }));
    expect(sent).toEqual([{ to: PHONE, code: expect.stringMatching(/^\d{6}$/) as unknown }]);
    for (const secret of [key, AUTH_TOKEN, env.SECRET_KEY, env.ADMIN_TOKEN, sent[0]?.code ?? ''])
      expect(stdout).not.toContain(secret);
  });

  it('exits with 1 when the API answers an error, and with 2 when there is no such API', async () => {
    const env = { FLOWS_DIR: FLOWS };
    const [refused, unknown] = await Promise.all([
      runParley(['api', 'try', 'send-otp', '--set', 'phone=911', '--json'], { env }),
      runParley(['api', 'try', 'send-opt'], { env }),
    ]);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ ok: false, failure: 'status', exchange: { status: 400 } });
    expect(unknown).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('send-otp') as unknown });
  });
});

describe('parley chat', () => {
  it('walks from "hi" to confirmed over a pipe, and leaves nothing behind', async () => {
    const folder = makeFolder();
    const chat = startParley(['chat'], { folder, env: { FLOWS_DIR: FLOWS } });
    await chat.until(/\/wait 5s/);
    chat.type('hi');
    await chat.until(/bot {2}What mobile number/);
    chat.type('415 555 0132');
    const text = await chat.until(/text to \+14155550132: \d{6} is your /);
    chat.type('/attrs');
    await chat.until(/"phone": "\+14155550132"/);
    chat.type('/wait 5s');
    await chat.until(/bot {2}We texted a 6-digit code/);
    chat.type(/: (\d{6})/.exec(text)?.[1] ?? '');
    await chat.until(/bot {2}Thank you/);
    const closedAt = performance.now();
    chat.closeInput();
    const { code, stdout, stderr } = await chat.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(performance.now() - closedAt).toBeLessThan(4_000);
    expect(stdout).toContain(`bot  ${said('done')}`);
    expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).includes('.db'))).toEqual([]);
  });

  it('exits with 2 for a flow that is not there, and with 1 for flows that are broken', async () => {
    const [unknown, broken] = await Promise.all([
      runParley(['chat', 'phone-verificaton'], { env: { FLOWS_DIR: FLOWS } }),
      runParley(['chat'], { files: BROKEN }),
    ]);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('phone-verification') as unknown });
    expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining('flows/talk.json:3:') as unknown });
  });
});
