import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const BASE = { SECRET_KEY: KEY, ADMIN_TOKEN: 'token', DATABASE_URL: 'file:/nowhere/parley.db' };
const SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;

function load(env: Readonly<Record<string, string>>) {
  return loadConfig({ env: { ...BASE, ...env }, dotenv: null, cwd: '/nowhere' });
}

function problems(env: Readonly<Record<string, string>>): string[] {
  const result = load(env);
  return result.ok ? [] : result.problems.map(({ name }) => name);
}

test('events go nowhere by default', () => {
  expect(load({})).toMatchObject({ ok: true, config: { events: null } });
});

test('events have an address, also inside a private network, and a key', () => {
  const url = 'http://10.0.0.5:8080/hook?from=parley';
  expect(load({ EVENTS_URL: url, EVENTS_SECRET: SECRET })).toMatchObject({
    ok: true,
    config: { events: { url, secret: Buffer.alloc(24, 1) } },
  });
});

test('neither the address nor the key of events does without the other', () => {
  expect(problems({ EVENTS_URL: 'https://crm.example.com/' })).toEqual(['EVENTS_SECRET']);
  expect(problems({ EVENTS_SECRET: SECRET })).toEqual(['EVENTS_URL']);
});

test.each([
  ['ftp://example.com'],
  ['example.com'],
  ['https://user:password@example.com'],
  ['https://user@example.com'],
  ['https://example.com/#here'],
])('events cannot go to %s', (url) => {
  expect(problems({ EVENTS_URL: url, EVENTS_SECRET: SECRET })).toEqual(['EVENTS_URL']);
});

test.each([
  ['without its prefix', SECRET.slice('whsec_'.length)],
  ['too short', `whsec_${Buffer.alloc(23).toString('base64')}`],
  ['too long', `whsec_${Buffer.alloc(65).toString('base64')}`],
  ['no base64', 'whsec_****'],
  ['cut off', SECRET.slice(0, -1)],
])('a key of events is refused that is %s, and is not told', (_, secret) => {
  const result = load({ EVENTS_URL: 'https://example.com', EVENTS_SECRET: secret });
  expect(problems({ EVENTS_URL: 'https://example.com', EVENTS_SECRET: secret })).toEqual(['EVENTS_SECRET']);
  expect(JSON.stringify(result)).not.toContain(secret);
});
