import { dirname, resolve } from 'node:path';
import { parseDuration } from '../lib/duration.ts';
import { readCountries } from './countries.ts';
import { type Environment, parseDotenv } from './env.ts';
import { type EventsConfig, readEvents } from './events.ts';
import { type OtpConfig, readOtp, readTestOtp, type TestOtp } from './otp.ts';
import type { Problem } from './problem.ts';
import { localSecrets, readSecrets, type Secrets, withOtpKey } from './secrets.ts';
import { NO_RETENTION, parseRetention, type Retention } from './retention.ts';
import { SettingReader } from './setting-reader.ts';
import { readTwilio, type TwilioConfig } from './twilio.ts';
import { checkNames } from './unknown-names.ts';
import { type Database, line, oneOf, parseDatabase, parseHost, parseHosts, parsePublicUrl, parseRate, whole } from './values.ts';

/** What the settings mean. Durations are milliseconds, paths absolute. It holds secrets: never log it as a whole. */
export interface Config extends Secrets {
  /** `local`: no Twilio, the simulator; `live`: Twilio. */
  readonly mode: 'local' | 'live';
  readonly port: number;
  readonly host: string;
  /** Without a final slash. */
  readonly publicUrl: string;
  readonly database: Database;
  readonly flowsDir: string;
  readonly twilio: TwilioConfig | null;
  readonly brand: string;
  readonly support: string;
  /** `host` or `host:port`, in lower case. */
  readonly apiAllowHosts: readonly string[];
  /** ISO codes; null allows all. */
  readonly allowedCountries: readonly string[] | null;
  readonly webhookBudget: number;
  /** Messages a second from one sender; null leaves it to the kind of number. */
  readonly sendRate: number | null;
  readonly catchUpMaxAge: number;
  readonly retention: Retention;
  readonly otp: OtpConfig;
  readonly testOtp: TestOtp | null;
  /** Where the owner's system is told what happened; null: nowhere. */
  readonly events: EventsConfig | null;
  readonly log: { readonly level: LogLevel; readonly format: LogFormat };
}

/** Which lines are logged: these and the graver ones. */
type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';
/** One JSON object a line, or a line for people. */
type LogFormat = 'json' | 'pretty';

/** What `loadConfig` reads: names and values, the text of `.env`, the folder that paths start from, and where local secrets are kept. */
export interface ConfigInput {
  readonly env: Environment;
  readonly dotenv: string | null;
  readonly cwd: string;
  readonly dataDir?: string;
}

/** The configuration with warnings to print, or every problem at once. */
export type ConfigResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const MAX_BUDGET = 9000;

/** Reads all settings. Without Twilio it makes, once, the key and the admin token that are not set. */
export function loadConfig(input: ConfigInput): ConfigResult {
  const dotenv = input.dotenv === null ? {} : parseDotenv(input.dotenv);
  const names = checkNames(input.env, dotenv);
  const reader = new SettingReader(input.env, dotenv);
  const twilio = readTwilio(reader);
  const mode = twilio === null ? 'local' : 'live';
  const given = readSecrets(reader, mode);
  const plain = { mode, twilio, ...readPlain(reader, mode, input.cwd, twilio?.fromNumber ?? null) } as const;
  const problems = [...names.problems, ...reader.problems];
  if (problems.length > 0) return { ok: false, problems };

  const secrets = fillSecrets(given, input.dataDir ?? dataDir(plain.database, input.cwd));
  if (!secrets.ok) return { ok: false, problems: [secrets.problem] };
  const config = { ...plain, ...secrets.secrets };
  return { ok: true, config, warnings: [...names.warnings, ...warnAbout(config)] };
}

function readPlain(reader: SettingReader, mode: Config['mode'], cwd: string, ownNumber: string | null) {
  const port = reader.read('PORT', whole(0, 65_535), 'a port, a whole number from 0 to 65535', 0);
  return {
    port,
    host: reader.read('HOST', parseHost, 'an IP address or a host name', mode === 'local' ? '127.0.0.1' : '0.0.0.0'),
    publicUrl: readPublicUrl(reader, mode) ?? `http://127.0.0.1:${port}`,
    database: reader.read(
      'DATABASE_URL',
      (text) => parseDatabase(text, cwd),
      'file:path or postgres://user:password@host/name',
      noDatabase,
    ),
    flowsDir: resolve(cwd, reader.text('FLOWS_DIR') ?? ''),
    brand: reader.read('BRAND', line(28), 'one line of at most 28 characters', ''),
    support: reader.read('SUPPORT', line(35), 'one line of at most 35 characters', ''),
    apiAllowHosts: reader.read('API_ALLOW_HOSTS', parseHosts, 'a list of hosts with ports', []),
    allowedCountries: readCountries(reader, mode, ownNumber),
    webhookBudget: reader.read('WEBHOOK_BUDGET', parseBudget, 'a duration of at most 9s', 0),
    sendRate: reader.read('SEND_RATE', parseRate, 'a number of messages a second, above 0 and at most 1000', null),
    catchUpMaxAge: reader.read('CATCH_UP_MAX_AGE', parseDuration, 'a duration such as 30m, 1h or 2d', 0),
    retention: reader.read(
      'RETENTION',
      parseRetention,
      'a duration such as 30d, or with times of their own for some kinds, as in 30d,traces=7d,messages=14d,audit=365d',
      NO_RETENTION,
    ),
    otp: readOtp(reader),
    testOtp: readTestOtp(reader),
    events: readEvents(reader),
    log: {
      level: reader.read(
        'LOG_LEVEL',
        oneOf('debug', 'info', 'warn', 'error', 'silent'),
        'debug, info, warn, error or silent',
        'info',
      ),
      format: reader.read('LOG_FORMAT', oneOf('json', 'pretty'), 'json or pretty', mode === 'local' ? 'pretty' : 'json'),
    },
  } as const;
}

const noDatabase: Database = { kind: 'sqlite', file: '' };

function readPublicUrl(reader: SettingReader, mode: Config['mode']): string | null {
  if (mode === 'live' && reader.given('PUBLIC_URL') === null) {
    const message = 'PUBLIC_URL is not set. Webhook signatures are checked against it, so it is required once Twilio is set.';
    reader.require(
      'PUBLIC_URL',
      message,
      'Set it to the address where Twilio reaches this server, like this: PUBLIC_URL=https://chat.example.com',
    );
  }
  const shape =
    'an http or https address without query, fragment or user, and without the webhook path, as in https://chat.example.com';
  return reader.read('PUBLIC_URL', parsePublicUrl, shape, null);
}

function parseBudget(text: string): number | null {
  const budget = parseDuration(text);
  return budget !== null && budget <= MAX_BUDGET ? budget : null;
}

function dataDir(database: Database, cwd: string): string {
  return database.kind === 'sqlite' ? dirname(database.file) : resolve(cwd, 'data');
}

function fillSecrets(
  given: ReturnType<typeof readSecrets>,
  dir: string,
): { readonly ok: true; readonly secrets: Secrets } | { readonly ok: false; readonly problem: Problem } {
  const { secretKeyPrevious } = given;
  const finish = (secretKey: Buffer, adminTokens: string) => {
    const apiSecrets = withOtpKey(given.apiSecrets ?? {}, secretKey);
    return { ok: true, secrets: { secretKey, secretKeyPrevious, adminTokens, apiSecrets } } as const;
  };
  if (given.secretKey !== null && given.adminTokens !== null) return finish(given.secretKey, given.adminTokens);
  const local = localSecrets(dir);
  return local.ok ? finish(given.secretKey ?? local.secrets.secretKey, given.adminTokens ?? local.secrets.adminToken) : local;
}

function warnAbout(config: Config): string[] {
  const warnings: string[] = [];
  if (config.mode === 'local' && !/^(127\.|::1$|localhost$)/.test(config.host)) {
    warnings.push(
      `Local mode listens on ${config.host}: whoever reaches this machine reaches the simulator and the console's sign-in page.`,
    );
  }
  if (config.testOtp !== null) {
    const lastDay = new Date(config.testOtp.until - 1).toISOString().slice(0, 10);
    warnings.push(`TEST_OTP gives fixed codes to ${config.testOtp.codes.size} test phone(s) until ${lastDay}.`);
  }
  return warnings;
}
