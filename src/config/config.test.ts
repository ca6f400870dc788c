import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deriveKeys } from '../lib/seal.ts';
import { type Config, loadConfig } from './config.ts';
import type { Environment } from './env.ts';
import { formatProblems, type Problem } from './problem.ts';

const DAY = 86_400_000;

const key = Buffer.alloc(32, 7);
const hex = '0123456789abcdef'.repeat(2);
const live: Environment = {
  PUBLIC_URL: 'https://chat.example.com/',
  SECRET_KEY: key.toString('base64'),
  ADMIN_TOKEN: 'open sesame',
  TWILIO_ACCOUNT_SID: `AC${hex}`,
  TWILIO_AUTH_TOKEN: 'x',
  TWILIO_FROM_NUMBER: '+14155550100',
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'parley-config-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function load(env: Environment, dotenv: string | null = null): Config {
  const result = loadConfig({ env, dotenv, cwd: dir });
  if (!result.ok) throw new Error(formatProblems(result.problems));
  return result.config;
}

function problems(env: Environment, dotenv: string | null = null): readonly Problem[] {
  const result = loadConfig({ env, dotenv, cwd: dir });
  return result.ok ? [] : result.problems;
}
const badNames = (env: Environment) => problems(env).map((problem) => problem.name);

describe('with nothing set', () => {
  test('is local mode on 127.0.0.1 with the defaults that .env.example promises', () => {
    const { secretKey, adminTokens, apiSecrets, ...plain } = load({});
    expect(plain).toEqual({
      mode: 'local',
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://127.0.0.1:3000',
      database: { kind: 'sqlite', file: join(dir, 'data/parley.db') },
      flowsDir: join(dir, 'flows'),
      twilio: null,
      brand: 'Parley',
      support: 'ask our team',
      secretKeyPrevious: null,
      apiAllowHosts: [],
      allowedCountries: null,
      webhookBudget: 8000,
      sendRate: null,
      catchUpMaxAge: 3_600_000,
      retention: { conversations: 30 * DAY, messages: 30 * DAY, traces: 30 * DAY, dead_letters: 30 * DAY, audit: 365 * DAY },
      otp: { ttl: 600_000, maxChecks: 5, sendsPerHour: 500 },
      testOtp: null,
      events: null,
      log: { level: 'info', format: 'pretty' },
    });
    expect(secretKey).toHaveLength(32);
    expect(adminTokens.length).toBeGreaterThanOrEqual(32);
    expect(apiSecrets).toEqual({ OTP_KEY: deriveKeys(secretKey).otpKey });
  });

  test('keeps the same key and admin token from start to start', () => {
    const first = load({});
    expect(load({})).toEqual(first);
  });

  test('makes no file when both are set, or when the settings are wrong', () => {
    load({ SECRET_KEY: key.toString('base64'), ADMIN_TOKEN: 'x' });
    expect(badNames({ PORT: 'x' })).toEqual(['PORT']);
    expect(existsSync(join(dir, 'data'))).toBe(false);
  });

  test('keeps its key and token beside the database file', () => {
    load({ DATABASE_URL: 'file:elsewhere/bot.db' });
    expect(existsSync(join(dir, 'elsewhere/secret.key'))).toBe(true);
    expect(existsSync(join(dir, 'data'))).toBe(false);
  });

  test('warns when local mode listens to the network', () => {
    expect(loadConfig({ env: { HOST: '0.0.0.0' }, dotenv: null, cwd: dir })).toMatchObject({
      ok: true,
      warnings: [expect.stringContaining('0.0.0.0')],
    });
    expect(loadConfig({ env: { HOST: 'localhost' }, dotenv: null, cwd: dir })).toMatchObject({ ok: true, warnings: [] });
  });
});

describe('where values come from', () => {
  test('the process environment wins over .env', () => {
    expect(load({ PORT: '4000' }, 'PORT=5000\nBRAND=Acme')).toMatchObject({ port: 4000, brand: 'Acme' });
  });

  test('an empty value counts as unset, and so do blanks', () => {
    expect(load({ PORT: '', BRAND: '  ', TWILIO_AUTH_TOKEN: '' }, 'BRAND=Acme\nHOST=')).toMatchObject({
      mode: 'local',
      port: 3000,
      brand: 'Acme',
    });
  });

  test('a problem says where the value was set and never repeats a secret', () => {
    expect(problems({}, 'SECRET_KEY=sesame')[0]).toMatchObject({
      name: 'SECRET_KEY',
      message: expect.stringContaining('SECRET_KEY in .env is not 32 bytes'),
    });
    const all = problems({
      SECRET_KEY: 'sesame',
      DATABASE_URL: 'mysql://a:sesame@b/c',
      TEST_OTP: 'sesame',
      TWILIO_API_KEY: 'sesame',
      PUBLIC_URL: 'ftp://sesame',
    });
    expect(all.length).toBeGreaterThan(5);
    expect(formatProblems(all)).not.toContain('sesame');
  });
});

describe('once Twilio is set', () => {
  test('is live mode on all addresses, in JSON lines, for the country of our own number', () => {
    expect(load(live)).toMatchObject({
      mode: 'live',
      host: '0.0.0.0',
      publicUrl: 'https://chat.example.com',
      allowedCountries: ['US'],
      secretKey: key,
      adminTokens: 'open sesame',
      log: { format: 'json' },
      twilio: {
        accountSid: `AC${hex}`,
        authToken: 'x',
        fromNumber: '+14155550100',
        messagingServiceSid: null,
        apiUrl: 'https://api.twilio.com',
      },
    });
    expect(existsSync(join(dir, 'data'))).toBe(false);
  });

  test('names everything that is missing, all at once', () => {
    const names = ['TWILIO_AUTH_TOKEN', 'TWILIO_FROM_NUMBER', 'SECRET_KEY', 'ADMIN_TOKEN', 'PUBLIC_URL'];
    expect(badNames({ TWILIO_ACCOUNT_SID: `AC${hex}` })).toEqual(names);
  });

  test('refuses Twilio set in part, and says which part', () => {
    const { TWILIO_AUTH_TOKEN: _, ...rest } = live;
    expect(problems(rest).map((problem) => problem.message)).toEqual(['TWILIO_ACCOUNT_SID is set but TWILIO_AUTH_TOKEN is not.']);
  });

  test.each(['TWILIO_AUTH_TOKEN', 'TWILIO_FROM_NUMBER', 'TWILIO_API_URL', 'TWILIO_VERIFY_SERVICE_SID'])(
    'never falls back to the simulator with only %s set',
    (name) => {
      expect(badNames({ [name]: live[name] ?? 'x' })).toContain('TWILIO_ACCOUNT_SID');
    },
  );

  test('wants an API key and its secret together', () => {
    expect(badNames({ ...live, TWILIO_API_KEY: `SK${hex}` })).toEqual(['TWILIO_API_SECRET']);
    expect(badNames({ ...live, TWILIO_API_SECRET: 'x' })).toEqual(['TWILIO_API_KEY']);
    expect(load({ ...live, TWILIO_API_KEY: `SK${hex}`, TWILIO_API_SECRET: 'x' }).twilio).toMatchObject({
      apiKey: `SK${hex}`,
      apiSecret: 'x',
    });
  });

  test('wants ALLOWED_COUNTRIES where no country follows from a number of our own', () => {
    const { TWILIO_FROM_NUMBER: _, ...rest } = live;
    const service = { ...rest, TWILIO_MESSAGING_SERVICE_SID: `MG${hex}` };
    expect(badNames(service)).toEqual(['ALLOWED_COUNTRIES']);
    expect(badNames({ ...live, TWILIO_FROM_NUMBER: '12345' })).toEqual(['ALLOWED_COUNTRIES']);
    expect(badNames({ ...live, TWILIO_FROM_NUMBER: '+80012345678' })).toEqual(['ALLOWED_COUNTRIES']);
    expect(load({ ...service, ALLOWED_COUNTRIES: 'ca, us,US' }).allowedCountries).toEqual(['CA', 'US']);
  });

  test('takes the country of a British mobile number as GB', () => {
    expect(load({ ...live, TWILIO_FROM_NUMBER: '+447400123456' }).allowedCountries).toEqual(['GB']);
  });

  test('starts with the names that a benchmark harness adds', () => {
    const extra = {
      WEBHOOK_PATH: '/x',
      DATA_DIR: '/x',
      TWILIO_API_BASE: 'http://127.0.0.1:1',
      SEND_OTP_URL: 'x',
      VERIFY_OTP_URL: 'x',
      BENCH_DIR: '/x',
    };
    const env = {
      ...live,
      ...extra,
      TWILIO_API_URL: 'http://127.0.0.1:4620',
      ALLOWED_COUNTRIES: 'US,GB',
      NODE_ENV: 'production',
    };
    expect(loadConfig({ env, dotenv: null, cwd: dir })).toMatchObject({
      ok: true,
      warnings: [expect.stringContaining('TWILIO_API_BASE')],
    });
  });
});

describe('secrets for API definitions', () => {
  test('are the SECRET_ names without the master keys', () => {
    const { apiSecrets } = load(
      { ...live, SECRET_KEY_PREVIOUS: key.toString('base64'), SECRET_CRM_TOKEN: 'abc' },
      'SECRET_B=2\nSECRET_CRM_TOKEN=old',
    );
    expect(apiSecrets).toEqual({ CRM_TOKEN: 'abc', B: '2', OTP_KEY: deriveKeys(key).otpKey });
  });

  test('hold the key of the OTP service as set, when it is set', () => {
    expect(load({ ...live, SECRET_OTP_KEY: 'own' }).apiSecrets['OTP_KEY']).toBe('own');
  });
});

test('formatProblems names each setting, what is wrong, and what to do', () => {
  expect(formatProblems(problems({ PORT: 'x', LOG_FORMAT: 'xml' }))).toBe(
    [
      'The settings have 2 problems:',
      'PORT\n  PORT in the environment is not a port, a whole number from 0 to 65535.\n  Write it like this: PORT=8080',
      'LOG_FORMAT\n  LOG_FORMAT in the environment is not json or pretty.\n  Write it like this: LOG_FORMAT=json',
    ].join('\n\n'),
  );
});
