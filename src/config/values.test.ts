import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Config, loadConfig } from './config.ts';
import type { Environment } from './env.ts';
import { formatProblems, type Problem } from './problem.ts';

const key = Buffer.alloc(32, 7);
const hex = '0123456789abcdef'.repeat(2);

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'parley-values-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function load(env: Environment): Config {
  const result = loadConfig({ env, dotenv: null, cwd: dir });
  if (!result.ok) throw new Error(formatProblems(result.problems));
  return result.config;
}

function problems(env: Environment): readonly Problem[] {
  const result = loadConfig({ env, dotenv: null, cwd: dir });
  return result.ok ? [] : result.problems;
}

test.each([
  ['PORT', '70000'],
  ['PORT', '-1'],
  ['PORT', '80.5'],
  ['HOST', 'http://x'],
  ['PUBLIC_URL', 'chat.example.com'],
  ['PUBLIC_URL', 'https://chat.example.com/?a=1'],
  ['PUBLIC_URL', 'https://ana:x@chat.example.com'],
  ['PUBLIC_URL', 'https://chat.example.com/webhooks/twilio'],
  ['PUBLIC_URL', 'https://chat.example.com/webhooks/twilio/'],
  ['DATABASE_URL', 'mysql://localhost/x'],
  ['DATABASE_URL', 'postgresql://localhost/x'],
  ['DATABASE_URL', './data/parley.db'],
  ['DATABASE_URL', 'file:'],
  ['DATABASE_URL', 'file::memory:'],
  ['DATABASE_URL', 'file:./data/'],
  ['DATABASE_URL', 'file://host/x.db'],
  ['TWILIO_ACCOUNT_SID', `SK${hex}`],
  ['TWILIO_ACCOUNT_SID', `AC${hex}0`],
  ['TWILIO_MESSAGING_SERVICE_SID', `MX${hex}`],
  ['TWILIO_VERIFY_SERVICE_SID', 'VA1'],
  ['TWILIO_FROM_NUMBER', 'whatsapp:+14155550100'],
  ['TWILIO_FROM_NUMBER', '4155550100'],
  ['TWILIO_API_URL', 'https://api.example.com/path'],
  ['SECRET_KEY', Buffer.alloc(31).toString('base64')],
  ['SECRET_KEY_PREVIOUS', 'short'],
  ['BRAND', 'a\nb'],
  ['BRAND', 'x'.repeat(41)],
  ['API_ALLOW_HOSTS', 'http://10.0.0.5:80'],
  ['API_ALLOW_HOSTS', '10.0.0.5:99999'],
  ['API_ALLOW_HOSTS', 'ana@host:80'],
  ['API_ALLOW_HOSTS', '[10.0.0.5]:80'],
  ['ALLOWED_COUNTRIES', 'US,XX'],
  ['ALLOWED_COUNTRIES', ','],
  ['WEBHOOK_BUDGET', '9001ms'],
  ['WEBHOOK_BUDGET', '8'],
  ['SEND_RATE', '0'],
  ['SEND_RATE', '1e3'],
  ['CATCH_UP_MAX_AGE', '1 hour'],
  ['RETENTION', '0d'],
  ['OTP_TTL', '11m'],
  ['OTP_TTL', '0s'],
  ['OTP_MAX_CHECKS', '0'],
  ['OTP_MAX_CHECKS', '11'],
  ['OTP_SENDS_PER_HOUR', '1.5'],
  ['TEST_OTP_UNTIL', '2030-02-30'],
  ['LOG_LEVEL', 'loud'],
  ['LOG_FORMAT', 'xml'],
])('refuses %s=%s', (name, value) => {
  const wrong = problems({ [name]: value }).filter(({ message }) => message.startsWith(`${name} in the environment `));
  expect(wrong.map((problem) => problem.name)).toEqual([name]);
});

test('says of the webhook address in PUBLIC_URL that it was to be without its path', () => {
  expect(problems({ PUBLIC_URL: 'https://chat.example.com/webhooks/twilio' })[0]).toMatchObject({
    message: expect.stringMatching(/without the webhook path, as in https:\/\/chat\.example\.com/),
    fix: expect.stringContaining('PUBLIC_URL='),
  });
});

test('says that the United Kingdom is GB', () => {
  expect(problems({ ALLOWED_COUNTRIES: 'UK' })[0]).toMatchObject({
    message: expect.stringContaining('(UK)'),
    fix: expect.stringContaining('is GB'),
  });
});

test('reads every kind of value', () => {
  const env = {
    PORT: '0',
    HOST: '::1',
    PUBLIC_URL: 'http://Chat.Example.com:8080/parley/',
    DATABASE_URL: 'postgres://ana:pass@db.example.com/parley',
    FLOWS_DIR: '/srv/flows',
    API_ALLOW_HOSTS: '127.0.0.1:4610, CRM.internal:443,[::1]:80,plain',
    ALLOWED_COUNTRIES: 'GB',
    WEBHOOK_BUDGET: '9s',
    SEND_RATE: '0.5',
    LOG_LEVEL: 'DEBUG',
    LOG_FORMAT: 'json',
    SECRET_KEY_PREVIOUS: key.toString('base64url'),
  };
  expect(load(env)).toMatchObject({
    port: 0,
    host: '::1',
    publicUrl: 'http://chat.example.com:8080/parley',
    database: { kind: 'postgres', url: 'postgres://ana:pass@db.example.com/parley' },
    flowsDir: '/srv/flows',
    apiAllowHosts: ['127.0.0.1:4610', 'crm.internal:443', '[::1]:80', 'plain'],
    allowedCountries: ['GB'],
    webhookBudget: 9000,
    sendRate: 0.5,
    log: { level: 'debug', format: 'json' },
    secretKeyPrevious: key,
  });
  expect(
    load({ DATABASE_URL: 'file:///var/lib/parley.db', SECRET_KEY: key.toString('base64'), ADMIN_TOKEN: 'x' }).database,
  ).toEqual({
    kind: 'sqlite',
    file: '/var/lib/parley.db',
  });
});

test('gives test phones their codes until the end of the last day, with a warning', () => {
  const env = { TEST_OTP: '+14155550132:123456, +447700900123:000004', TEST_OTP_UNTIL: '2030-01-31' };
  const result = loadConfig({ env, dotenv: null, cwd: dir });
  expect(result).toMatchObject({ ok: true, warnings: ['TEST_OTP gives fixed codes to 2 test phone(s) until 2030-01-31.'] });
  const codes = new Map([
    ['+14155550132', '123456'],
    ['+447700900123', '000004'],
  ]);
  expect(load(env).testOtp).toEqual({ codes, until: Date.UTC(2030, 1, 1) });
  expect(problems({ TEST_OTP: '+14155550132:123456' })).toMatchObject([{ name: 'TEST_OTP_UNTIL' }]);
  expect(problems({ ...env, TEST_OTP: '4155550132:123456' })).toMatchObject([{ name: 'TEST_OTP' }]);
});
