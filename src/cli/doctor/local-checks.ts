import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { openStores } from '../../../db/open-store.ts';
import type { Config } from '../../config/config.ts';
import { loadFlows } from '../../flow/load.ts';
import { readSources } from '../../flow/source.ts';
import { describeError, ParleyError } from '../../lib/errors.ts';
import { deriveKeys, Sealer } from '../../lib/seal.ts';
import { count } from '../count.ts';
import { type Finding, failed, ok, warning } from './finding.ts';

/** Below this the database may soon fill the disk: 200 MB. */
const LITTLE_SPACE = 200 * 1024 * 1024;

/** Opens the database as the server would. One that a running server works on is well. */
export async function checkDatabase(config: Config): Promise<Finding> {
  const { database, secretKey, secretKeyPrevious } = config;
  const keys = secretKeyPrevious ? [secretKey, secretKeyPrevious] : [secretKey];
  try {
    const { store } = await openStores(database, new Sealer(keys.map((key) => deriveKeys(key).seal)));
    await store.probe();
    await store.close();
  } catch (error) {
    if (!(error instanceof ParleyError)) return failed('database', describeError(error), 'Check DATABASE_URL.');
    if (error.code !== 'database_in_use') return failed('database', error.message, error.fix);
  }
  return database.kind === 'sqlite' ? checkSpace(database.file) : ok('database', 'The database answers.');
}

function checkSpace(file: string): Finding {
  const { bavail, bsize } = statfsSync(dirname(file));
  const free = bavail * bsize;
  const megabytes = Math.floor(free / 1024 / 1024);
  if (free >= LITTLE_SPACE) return ok('database', `${file} can be written, with ${megabytes} MB free.`);
  return warning(
    'database',
    `Only ${megabytes} MB are free beside ${file}.`,
    'Make room: when the disk is full, messages are refused until there is.',
  );
}

/** Checks the flows as `parley check` does. */
export function checkFlows(config: Config): Finding {
  const command = 'Run "npx parley check" to see each with its place and fix.';
  try {
    const options = { allowHosts: config.apiAllowHosts, secrets: new Set(Object.keys(config.apiSecrets)) };
    const { flows, problems } = loadFlows(readSources(config.flowsDir), options);
    const errors = problems.filter((problem) => problem.severity === 'error').length;
    const warnings = problems.length - errors;
    if (errors > 0) return failed('flows', `The flows in ${config.flowsDir} have ${count(errors, 'error')}.`, command);
    if (warnings > 0) return warning('flows', `${count(flows.length, 'flow')}, with ${count(warnings, 'warning')}.`, command);
    return ok('flows', `${count(flows.length, 'flow')} in ${config.flowsDir}, without a problem.`);
  } catch (error) {
    return failed('flows', describeError(error), 'Set FLOWS_DIR to the folder of your flows.');
  }
}
