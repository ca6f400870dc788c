import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { deriveKeys } from '../lib/seal.ts';
import type { Problem } from './problem.ts';
import type { SettingReader } from './setting-reader.ts';
import { isApiSecret } from './unknown-names.ts';
import { parseKey } from './values.ts';

/** The master keys, the admin tokens as given, and the secrets of API definitions by their name in templates. None of it may be logged. */
export interface Secrets {
  readonly secretKey: Buffer;
  readonly secretKeyPrevious: Buffer | null;
  readonly adminTokens: string;
  readonly apiSecrets: Readonly<Record<string, string>>;
}

/** The two secrets that local mode makes for itself. */
export interface LocalSecrets {
  readonly secretKey: Buffer;
  readonly adminToken: string;
}

const KEY_FIX = 'Make a key with: openssl rand -base64 32';
const KEY_FILE = 'secret.key';
const TOKEN_FILE = 'admin.token';
const OWNER_ONLY = 0o600;

/** The secrets that are set; the keys and tokens that are not are null. Problems are left with the reader. */
export function readSecrets(reader: SettingReader, mode: 'local' | 'live'): { [Name in keyof Secrets]: Secrets[Name] | null } {
  const secretKey = readKey(reader, 'SECRET_KEY');
  const secretKeyPrevious = readKey(reader, 'SECRET_KEY_PREVIOUS');
  const adminTokens = reader.given('ADMIN_TOKEN');
  if (mode === 'live' && reader.given('SECRET_KEY') === null) {
    reader.require(
      'SECRET_KEY',
      'SECRET_KEY is not set. It encrypts texts at rest, and is required once Twilio is set.',
      KEY_FIX,
    );
  }
  if (mode === 'live' && adminTokens === null) {
    reader.require(
      'ADMIN_TOKEN',
      'ADMIN_TOKEN is not set. It opens the console, and is required once Twilio is set.',
      'Set it to a long random text, such as the output of: openssl rand -hex 24',
    );
  }
  return { secretKey, secretKeyPrevious, adminTokens, apiSecrets: readApiSecrets(reader) };
}

/** `apiSecrets` with `OTP_KEY` derived from the master key where it is not set. */
export function withOtpKey(apiSecrets: Secrets['apiSecrets'], secretKey: Buffer): Secrets['apiSecrets'] {
  return { OTP_KEY: deriveKeys(secretKey).otpKey, ...apiSecrets };
}

/** The key and the admin token kept in `dir`, made on the first call with mode 0600. Only the owner may read them, now and after. */
export function localSecrets(
  dir: string,
): { readonly ok: true; readonly secrets: LocalSecrets } | { readonly ok: false; readonly problem: Problem } {
  const keyFile = join(dir, KEY_FILE);
  const tokenFile = join(dir, TOKEN_FILE);
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const secretKey = parseKey(keep(keyFile, () => randomBytes(32).toString('base64')));
    if (secretKey === null) return { ok: false, problem: damaged('SECRET_KEY', keyFile) };
    const adminToken = keep(tokenFile, () => randomBytes(24).toString('base64url'));
    if (adminToken === '') return { ok: false, problem: damaged('ADMIN_TOKEN', tokenFile) };
    return { ok: true, secrets: { secretKey, adminToken } };
  } catch (error) {
    const code = errorCode(error) ?? 'unknown error';
    const message = `Local mode keeps its own key and admin token in ${dir}, which failed (${code}).`;
    const fix = 'Make the folder writable for this user, name another in DATABASE_URL, or set SECRET_KEY and ADMIN_TOKEN.';
    return { ok: false, problem: { name: 'SECRET_KEY', message, fix } };
  }
}

function readKey(reader: SettingReader, name: 'SECRET_KEY' | 'SECRET_KEY_PREVIOUS'): Buffer | null {
  const text = reader.given(name);
  if (text === null) return null;
  const key = parseKey(text);
  if (key === null) reader.refuse(name, 'is not 32 bytes in base64 (44 characters).', KEY_FIX);
  return key;
}

function readApiSecrets(reader: SettingReader): Record<string, string> {
  const secrets: Record<string, string> = {};
  for (const name of reader.names().filter(isApiSecret)) secrets[name.slice('SECRET_'.length)] = reader.given(name) ?? '';
  return secrets;
}

function damaged(name: string, file: string): Problem {
  const message = `${file} is damaged: it does not hold what local mode once wrote there.`;
  const fix = `Restore it from a backup, or remove it to have a new one made${name === 'SECRET_KEY' ? '; what the old key encrypted is then lost' : ''}.`;
  return { name, message, fix };
}

function keep(file: string, make: () => string): string {
  return readOwn(file) ?? writeOnce(file, make());
}

/** The text of the file, closed to others first; null when there is none. */
function readOwn(file: string): string | null {
  try {
    const descriptor = openSync(file, constants.O_RDONLY);
    try {
      if ((fstatSync(descriptor).mode & 0o077) !== 0) chmodSync(file, OWNER_ONLY);
      return readFileSync(descriptor, 'utf8').trim();
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Two processes may start at once, and either may die: so the whole file appears under its name in one step, and the first stays. */
function writeOnce(file: string, text: string): string {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const descriptor = openSync(draft, 'wx', OWNER_ONLY);
  try {
    writeFileSync(descriptor, `${text}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    linkSync(draft, file);
    return text;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return readOwn(file) ?? text;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
