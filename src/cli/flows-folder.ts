import { relative, resolve } from 'node:path';
import { parseDotenv, readEnvironment, settings } from '../config/env.ts';

/** The folder of the flows for commands that need no other setting, seen from where the command runs. */
export function flowsFolder(): string {
  const { env, dotenv } = readEnvironment(process.cwd());
  const given = [env['FLOWS_DIR'], dotenv === null ? undefined : parseDotenv(dotenv)['FLOWS_DIR']];
  const folder = given.find((one) => one !== undefined && one.trim() !== '') ?? settings.get('FLOWS_DIR')?.fallback ?? '';
  return relative(process.cwd(), resolve(folder)) || '.';
}
