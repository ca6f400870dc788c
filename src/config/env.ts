import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { ParleyError } from '../lib/errors.ts';

/** One setting: `fallback` is the value used when it is unset, `otherwise` says in words what holds when there is no fixed one. */
export interface Setting {
  readonly name: string;
  readonly fallback?: string;
  readonly otherwise?: string;
  readonly about: string;
  /** A value that works; secrets have none, so that nobody runs with a published one. */
  readonly example?: string;
}

/** Every setting, in the order and under the headings of `.env.example`. `SECRET_*` stands for any name with that prefix. */
export const settingGroups = [
  {
    title: 'Server',
    settings: [
      { name: 'PORT', fallback: '3000', about: 'The port to listen on.', example: '8080' },
      {
        name: 'HOST',
        otherwise: '127.0.0.1 in local mode, else 0.0.0.0',
        about: 'The address to listen on.',
        example: '0.0.0.0',
      },
      {
        name: 'PUBLIC_URL',
        otherwise: 'http://127.0.0.1 and the port in local mode; required once Twilio is set',
        about: 'Where Twilio and browsers reach this server from outside. Signatures are checked against it.',
        example: 'https://chat.example.com',
      },
      {
        name: 'ADMIN_TOKEN',
        otherwise: 'made and kept in the data folder in local mode; required once Twilio is set',
        about: 'Opens the console and the API. One token, or named ones: ana:token,bo:token.',
      },
    ],
  },
  {
    title: 'Storage',
    settings: [
      {
        name: 'DATABASE_URL',
        fallback: 'file:./data/parley.db',
        about: 'A SQLite file (file:path) or a Postgres database (postgres://user:password@host/name).',
        example: 'postgres://parley:password@db.example.com/parley',
      },
      {
        name: 'SECRET_KEY',
        otherwise: 'made and kept in the data folder in local mode; required once Twilio is set',
        about:
          '32 random bytes in base64 (openssl rand -base64 32). Encrypts texts and secrets at rest and keys the code hashes.',
      },
      {
        name: 'SECRET_KEY_PREVIOUS',
        otherwise: 'none',
        about: 'The key before SECRET_KEY, while changing keys: what it encrypted can still be read.',
      },
      {
        name: 'RETENTION',
        fallback: '30d',
        about:
          'How long ended conversations are kept, and whatever else has no time of its own: `messages`, `traces`, `dead_letters`; `audit` is kept for 365d.',
        example: '30d,traces=7d,messages=14d,audit=365d',
      },
    ],
  },
  {
    title: 'Flows',
    settings: [
      {
        name: 'FLOWS_DIR',
        fallback: './flows',
        about: 'The folder of the flows, with apis/ and tests/ in it.',
        example: '/srv/flows',
      },
      {
        name: 'BRAND',
        fallback: 'Parley',
        about: 'The name people see in texts. At most 28 characters, so that a text stays one SMS.',
        example: 'Acme',
      },
      {
        name: 'SUPPORT',
        fallback: 'ask our team',
        about: 'Where people get help, as texts name it: an address, a number, a few words. At most 35 characters.',
        example: 'help.example.com',
      },
      {
        name: 'WEBHOOK_BUDGET',
        fallback: '8s',
        about: 'How long a webhook is held for the next answer. At most 9s: Twilio gives up at 15s.',
        example: '5s',
      },
    ],
  },
  {
    title: 'Twilio (all unset: local mode, with the simulator)',
    settings: [
      {
        name: 'TWILIO_ACCOUNT_SID',
        otherwise: 'none',
        about: 'Your account, AC and 32 hex digits.',
        example: `AC${'0a'.repeat(16)}`,
      },
      {
        name: 'TWILIO_AUTH_TOKEN',
        otherwise: 'none',
        about: 'The auth token of that account. Webhook signatures are checked with it.',
      },
      {
        name: 'TWILIO_AUTH_TOKEN_PREVIOUS',
        otherwise: 'none',
        about: 'The token before it, while changing tokens: webhooks signed with either are taken.',
      },
      {
        name: 'TWILIO_API_KEY',
        otherwise: 'none',
        about: 'An API key for sending (SK and 32 hex digits), instead of the auth token. Needs TWILIO_API_SECRET.',
        example: `SK${'0b'.repeat(16)}`,
      },
      { name: 'TWILIO_API_SECRET', otherwise: 'none', about: 'The secret of that API key.' },
      {
        name: 'TWILIO_FROM_NUMBER',
        otherwise: 'none; this or TWILIO_MESSAGING_SERVICE_SID is required once Twilio is set',
        about: 'Our own number, in international form and without whatsapp:, or a short code.',
        example: '+14155550100',
      },
      {
        name: 'TWILIO_MESSAGING_SERVICE_SID',
        otherwise: 'none',
        about: 'A Messaging Service to send from, MG and 32 hex digits.',
        example: `MG${'0c'.repeat(16)}`,
      },
      {
        name: 'TWILIO_VERIFY_SERVICE_SID',
        otherwise: 'none',
        about: 'A Verify service, VA and 32 hex digits, for verify steps with the provider twilio-verify.',
        example: `VA${'0d'.repeat(16)}`,
      },
      {
        name: 'TWILIO_API_URL',
        fallback: 'https://api.twilio.com',
        about: "Twilio's REST API. Another origin is a stand-in and takes every Twilio product.",
        example: 'http://127.0.0.1:4620',
      },
      {
        name: 'SEND_RATE',
        otherwise: 'what Twilio allows that kind of number',
        about: 'Messages a second from one sender.',
        example: '1',
      },
      {
        name: 'CATCH_UP_MAX_AGE',
        fallback: '1h',
        about: 'How old a message that missed its webhook may be to be fetched from Twilio and answered.',
        example: '30m',
      },
    ],
  },
  {
    title: 'APIs that flows call',
    settings: [
      {
        name: 'SECRET_*',
        otherwise: 'none',
        about: 'Secrets for API definitions: SECRET_CRM_TOKEN is {{ secret.CRM_TOKEN }}.',
      },
      {
        name: 'SECRET_OTP_KEY',
        otherwise: 'derived from SECRET_KEY',
        about: 'The key that calls of the built-in OTP service carry, {{ secret.OTP_KEY }}.',
      },
      {
        name: 'API_ALLOW_HOSTS',
        otherwise: 'none',
        about: 'Hosts inside private networks that API definitions may call, with ports, separated by commas.',
        example: '10.0.0.5:8080,crm.internal:443',
      },
    ],
  },
  {
    title: 'Codes by text (the built-in OTP service)',
    settings: [
      {
        name: 'ALLOWED_COUNTRIES',
        otherwise: 'all in local mode; else the country of TWILIO_FROM_NUMBER, required where there is none',
        about: 'Countries that codes are sent to: ISO codes, separated by commas. GB includes GG, JE and IM.',
        example: 'US,CA,GB',
      },
      { name: 'OTP_TTL', fallback: '10m', about: 'How long a code works. At most 10m.', example: '5m' },
      { name: 'OTP_MAX_CHECKS', fallback: '5', about: 'How often one code may be checked. At most 10.', example: '3' },
      { name: 'OTP_SENDS_PER_HOUR', fallback: '500', about: 'Codes sent in an hour, all numbers together.', example: '2000' },
      {
        name: 'TEST_OTP',
        otherwise: 'none',
        about: 'Fixed codes for test phones, number:code, separated by commas. Needs TEST_OTP_UNTIL.',
        example: '+14155550132:123456',
      },
      {
        name: 'TEST_OTP_UNTIL',
        otherwise: 'none',
        about: 'The last day (UTC) on which TEST_OTP works.',
        example: '2030-01-31',
      },
    ],
  },
  {
    title: 'Telling your own system',
    settings: [
      {
        name: 'EVENTS_URL',
        otherwise: 'none',
        about: 'Where to post what happened: verified, not verified, ended, handed off, opted out. Needs EVENTS_SECRET.',
        example: 'https://crm.example.com/parley',
      },
      {
        name: 'EVENTS_SECRET',
        otherwise: 'none',
        about: 'The key that signs those posts, as in Standard Webhooks: whsec_ and at least 24 bytes in base64.',
      },
    ],
  },
  {
    title: 'Log',
    settings: [
      { name: 'LOG_LEVEL', fallback: 'info', about: 'debug, info, warn, error or silent.', example: 'warn' },
      {
        name: 'LOG_FORMAT',
        otherwise: 'pretty in local mode, else json',
        about: 'json (one object a line) or pretty (for people).',
        example: 'json',
      },
    ],
  },
] as const satisfies readonly { readonly title: string; readonly settings: readonly Setting[] }[];

type AnySetting = (typeof settingGroups)[number]['settings'][number];
/** The name of a setting that stands by itself, so not `SECRET_*`. */
export type SettingName = Exclude<AnySetting['name'], 'SECRET_*'>;

/** Every setting by its name, `SECRET_*` left out. */
export const settings: ReadonlyMap<string, Setting> = new Map(
  settingGroups
    .flatMap((group): readonly Setting[] => group.settings)
    .filter((setting) => setting.name !== 'SECRET_*')
    .map((setting) => [setting.name, setting]),
);

/** Names and values as they came; an unset name is missing or undefined. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The process environment, and the text of `.env` in `cwd` (null when there is none). Throws a ParleyError when the file cannot be read. */
export function readEnvironment(cwd: string): { readonly env: Environment; readonly dotenv: string | null } {
  return { env: { ...process.env }, dotenv: readDotenv(join(cwd, '.env')) };
}

function readDotenv(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    if (code === 'ENOENT') return null;
    const fix = 'Make .env a text file that this user may read, or remove it.';
    throw new ParleyError({
      code: 'dotenv_unreadable',
      message: `The settings file ${file} is there but cannot be read (${code}).`,
      fix,
    });
  }
}

/** The names and values in the text of a `.env` file. */
export function parseDotenv(text: string): Environment {
  return parse(text);
}
