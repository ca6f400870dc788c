import { SCOPE_NAMES } from '../../engine/scope.ts';
import type { Finding } from '../problem.ts';
import type { Path } from '../raw.ts';
import type { Read } from '../reads.ts';
import { meantOr } from './advice.ts';

type ScopeName = (typeof SCOPE_NAMES)[number];

/** The fields of each name of the scope; of `secret`, whatever the environment holds. */
const FIELDS: Readonly<Record<Exclude<ScopeName, 'secret'>, readonly string[]>> = {
  contact: ['address', 'channel', 'name', 'language', 'verified', 'verified_phone', 'verified_at'],
  message: ['text', 'media'],
  flow: ['id', 'name'],
  response: ['status', 'headers', 'body'],
  twilio: ['account_sid', 'auth_token', 'from_number'],
};

export function isScopeName(name: string): name is ScopeName {
  return (SCOPE_NAMES as readonly string[]).includes(name);
}

/** Which names beside attributes, `contact`, `message` and `flow` are in scope at a place. */
export interface Zone {
  readonly response: boolean;
  readonly secrets: boolean;
}

/** What is wrong with the reads of names that are no attributes. */
export function checkScope(reads: readonly Read[], zoneAt: (path: Path) => Zone): Finding[] {
  return reads.flatMap(({ path, name: [head = '', next] }) => {
    if (!isScopeName(head)) return [];
    const zone = zoneAt(path);
    if ((head === 'secret' || head === 'twilio') && !zone.secrets) return [secretOutOfPlace(path, head)];
    if (head === 'response' && !zone.response) return [responseOutOfPlace(path)];
    return head === 'secret' ? checkSecret(path, next) : checkField(path, head, next);
  });
}

function secretOutOfPlace(path: Path, head: string): Finding {
  return {
    code: 'secret-out-of-place',
    path,
    message: `"${head}" can be read only in the "headers", "query", "body" and "auth" of an API, so that no secret is said, saved or logged.`,
    fix: 'Move it into one of those, or use an attribute here.',
  };
}

function responseOutOfPlace(path: Path): Finding {
  return {
    code: 'response-out-of-place',
    path,
    message: '"response" can be read only in an API\'s "success" and "save" and in the "outcomes" of a step that calls one.',
    fix: 'Let the API\'s "save" keep the value as an attribute, and read that here.',
  };
}

/** Names of environment variables behind `SECRET_`; no attribute can look like one, so none can choose a secret. */
export function isSecretName(name: string): boolean {
  return /^[A-Z0-9][A-Z0-9_]*$/.test(name);
}

const MASTER_KEYS = ['KEY', 'KEY_PREVIOUS'];

function checkSecret(path: Path, name: string | undefined): Finding[] {
  if (name === undefined) {
    const message = '"secret" stands here without a name, which would take in every secret there is.';
    return [{ code: 'unnamed-secret', path, message, fix: 'Name one, as in {{ secret.OTP_KEY }} for SECRET_OTP_KEY.' }];
  }
  if (!isSecretName(name)) {
    const message = `No secret can be called "${name}": they are named as in SECRET_OTP_KEY, in capitals, digits and _, and written out.`;
    return [
      { code: 'bad-secret-name', path, message, fix: 'Write the name of the SECRET_* itself, as in {{ secret.OTP_KEY }}.' },
    ];
  }
  if (!MASTER_KEYS.includes(name)) return [];
  const message = `SECRET_${name} is a master key of this server, and no API may have it.`;
  return [{ code: 'master-key', path, message, fix: 'Set a SECRET_* of its own for this API, and name that.' }];
}

function checkField(path: Path, head: Exclude<ScopeName, 'secret'>, next: string | undefined): Finding[] {
  const fields = FIELDS[head];
  if (next === undefined || fields.includes(next)) return [];
  return [
    {
      code: 'unknown-field',
      path,
      message: `"${head}" has no field "${next}", so it would always be empty.`,
      fix: meantOr(next, fields, `Use one of ${fields.map((one) => `${head}.${one}`).join(', ')}.`),
    },
  ];
}
