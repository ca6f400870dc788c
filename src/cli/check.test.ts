import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkCommand } from './check.ts';

const GOOD = '{ "trigger": { "default": true }, "steps": [{ "id": "bye", "type": "message", "text": "Bye." }] }\n';
const WRONG = GOOD.replace('"Bye."', '"Bye.", "next": "nowhere"');
const UNUSED = '{ "method": "GET", "url": "http://127.0.0.1:8080/" }\n';

const home = process.cwd();
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-check-'));
  mkdirSync(join(folder, 'flows', 'apis'), { recursive: true });
  process.chdir(folder);
  vi.stubEnv('FLOWS_DIR', undefined);
  vi.stubEnv('API_ALLOW_HOSTS', undefined);
});

afterEach(() => {
  process.chdir(home);
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function write(file: string, text: string): void {
  writeFileSync(join(folder, file), text);
}

/** Runs the command as the command line would, and gives what it wrote and its exit code. */
async function check(...args: string[]): Promise<{ out: string; err: string; code: unknown }> {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await checkCommand().parseAsync(args, { from: 'user' });
    const text = (calls: unknown[][]) => calls.map(([one]) => String(one)).join('');
    return { out: text(out.mock.calls), err: text(err.mock.calls), code: process.exitCode };
  } finally {
    process.exitCode = before;
    out.mockRestore();
    err.mockRestore();
  }
}

test('says nothing on stdout and succeeds when there is nothing to say', async () => {
  write('flows/main.json', GOOD);
  expect(await check()).toEqual({ out: '', err: 'No problems in 1 file.\n', code: undefined });
});

test('prints a line for each problem with its place from the working directory, and fails', async () => {
  write('flows/main.json', WRONG);
  const { out, err, code } = await check();
  expect(out).toMatch(/^flows\/main\.json:1:103 unknown-step .*"nowhere"\..*\n$/);
  expect(err).toBe('1 error in 1 file.\n  docs/reference/checks.md#unknown-step\n');
  expect(code).toBe(1);
});

test('warnings do not fail, unless --strict counts them', async () => {
  write('flows/main.json', GOOD);
  write('flows/apis/old.json', UNUSED.replace('http://127.0.0.1:8080', 'https://example.com'));
  expect(await check()).toMatchObject({
    out: expect.stringMatching(/^flows\/apis\/old\.json:1:1 warning unused-api /) as unknown,
    code: undefined,
  });
  expect(await check('--strict')).toMatchObject({
    err: '1 warning in 2 files.\n  docs/reference/checks.md#unused-api\n',
    code: 1,
  });
});

test('prints the problems as JSON', async () => {
  write('flows/main.json', WRONG);
  const { out, code } = await check('--json');
  expect(JSON.parse(out)).toEqual({
    ok: false,
    problems: [
      {
        code: 'unknown-step',
        severity: 'error',
        file: 'flows/main.json',
        line: 1,
        column: 103,
        message: 'This flow has no step "nowhere".',
        fix: expect.any(String) as unknown,
      },
    ],
  });
  expect(code).toBe(1);
});

test('checks the folder that it is given, else the one of FLOWS_DIR, also from .env', async () => {
  mkdirSync(join(folder, 'other'));
  write('other/main.json', GOOD);
  expect(await check('other')).toMatchObject({ err: 'No problems in 1 file.\n' });
  write('.env', 'FLOWS_DIR=./other\n');
  expect(await check()).toMatchObject({ err: 'No problems in 1 file.\n' });
  vi.stubEnv('FLOWS_DIR', join(folder, 'flows'));
  expect(await check()).toMatchObject({ out: expect.stringMatching(/^flows:1:1 no-flows /) as unknown, code: 1 });
});

test('allows the hosts of API_ALLOW_HOSTS and knows which secrets are set', async () => {
  write(
    'flows/main.json',
    GOOD.replace('{ "id": "bye"', '{ "id": "call", "type": "api", "api": "crm", "on_error": "bye" }, { "id": "bye"'),
  );
  write('flows/apis/crm.json', UNUSED.replace('/" }', '/", "headers": { "X": "{{ secret.CRM }}" } }'));
  expect((await check()).out.split('\n').map((line) => line.replace(/^\S+ (warning )?(\S+) .*/, '$2'))).toEqual([
    'private-address',
    'unset-secret',
    '',
  ]);
  vi.stubEnv('API_ALLOW_HOSTS', '127.0.0.1:8080');
  vi.stubEnv('SECRET_CRM', 'x');
  expect(await check()).toMatchObject({ out: '', code: undefined });
});

test('says which folder is missing', async () => {
  const { out, err, code } = await check('nowhere');
  expect({ out, code }).toEqual({ out: '', code: 2 });
  expect(err).toContain('"nowhere"');
});
