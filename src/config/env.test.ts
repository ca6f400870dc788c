import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../lib/errors.ts';
import { loadConfig } from './config.ts';
import { parseDotenv, readEnvironment, type Setting, settingGroups } from './env.ts';

const exampleFile = fileURLToPath(new URL('../../.env.example', import.meta.url));
const key = Buffer.alloc(32, 7).toString('base64');
// Keys have a shape, and no example in the table: a published key is no key.
const secretExamples: Record<string, string> = { SECRET_KEY: key, SECRET_KEY_PREVIOUS: key, EVENTS_SECRET: `whsec_${key}` };

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'parley-env-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** What `.env.example` is to say: all settings are comments, so that a plain copy changes nothing. */
function renderExample(): string {
  const head = [
    '# Settings of Parley. Copy this file to .env, take the # off the lines you need, and change what stands after the =.',
    '# The process environment wins over .env. An empty value counts as unset. Durations: 500ms, 5s, 10m, 24h, 7d.',
  ];
  const groups = settingGroups.flatMap((group) => ['', `## ${group.title}`, ...group.settings.flatMap(renderSetting)]);
  return `${[...head, ...groups].join('\n')}\n`;
}

function renderSetting(setting: Setting): string[] {
  const name = setting.name.replace('*', 'CRM_TOKEN');
  const unset = setting.otherwise === undefined ? [] : [`# When unset: ${setting.otherwise}.`];
  const example = setting.example === undefined ? [] : [`# Example: ${name}=${setting.example}`];
  return ['', `# ${setting.about}`, ...unset, ...example, `#${name}=${setting.fallback ?? ''}`];
}

describe('the table of settings', () => {
  const all = settingGroups.flatMap((group): readonly Setting[] => group.settings);

  test('is what .env.example says, names, defaults and explanations (update the file with vitest -u)', async () => {
    await expect(renderExample()).toMatchFileSnapshot(exampleFile);
  });

  test('names each setting once, and says what holds when it is unset', () => {
    expect(new Set(all.map((setting) => setting.name)).size).toBe(all.length);
    expect(all.filter((setting) => (setting.fallback === undefined) === (setting.otherwise === undefined))).toEqual([]);
  });

  test('lets .env.example be copied as it is, and stays in local mode', () => {
    const result = loadConfig({ env: {}, dotenv: readFileSync(exampleFile, 'utf8'), cwd: dir });
    expect(result).toMatchObject({ ok: true, config: { mode: 'local' }, warnings: [] });
  });

  test('lets .env.example be used with every line switched on', () => {
    const dotenv = readFileSync(exampleFile, 'utf8').replace(/^#(?=[A-Z_]+=)/gm, '');
    const filled = parseDotenv(dotenv);
    const examples = Object.fromEntries(all.map(({ name, example }) => [name, example ?? secretExamples[name] ?? 'some-secret']));
    expect(Object.keys(filled)).toHaveLength(all.length);
    const text = Object.keys(filled).map((name) => `${name}="${examples[name] ?? 'some-secret'}"`);
    expect(loadConfig({ env: {}, dotenv: text.join('\n'), cwd: dir })).toMatchObject({ ok: true, config: { mode: 'live' } });
  });
});

describe('readEnvironment', () => {
  test('gives the process environment, and no text where there is no .env', () => {
    const { env, dotenv } = readEnvironment(dir);
    expect(dotenv).toBeNull();
    expect(env['PATH']).toBe(process.env['PATH']);
  });

  test('gives the text of .env', () => {
    writeFileSync(join(dir, '.env'), 'PORT=4000\n');
    expect(readEnvironment(dir).dotenv).toBe('PORT=4000\n');
  });

  test('says what to do when .env is a folder', () => {
    mkdirSync(join(dir, '.env'));
    expect(() => readEnvironment(dir)).toThrow(ParleyError);
    expect(() => readEnvironment(dir)).toThrow(/cannot be read \(EISDIR\)/);
  });
});
