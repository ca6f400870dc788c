import type { Finding } from '../problem.ts';
import type { Read } from '../reads.ts';
import { meantOr } from './advice.ts';
import { isSecretName } from './scope.ts';

/** The server derives this one itself where it is not set; the master keys are an error of their own. */
const NEVER_MISSED = ['OTP_KEY', 'KEY', 'KEY_PREVIOUS'];

/** Warns of secrets that the environment does not hold, each once. */
export function checkUnsetSecrets(reads: readonly Read[], secrets: ReadonlySet<string> | null): Finding[] {
  if (!secrets) return [];
  const told = new Set(NEVER_MISSED);
  return reads.flatMap(({ path, name: [head, name] }): Finding[] => {
    if (head !== 'secret' || name === undefined || !isSecretName(name) || secrets.has(name) || told.has(name)) return [];
    told.add(name);
    return [
      {
        code: 'unset-secret',
        severity: 'warning',
        path,
        message: `SECRET_${name} is not set here, so "secret.${name}" would be empty.`,
        fix: meantOr(name, [...secrets, 'OTP_KEY'], `Set SECRET_${name} in .env or in the environment of the server.`),
      },
    ];
  });
}
