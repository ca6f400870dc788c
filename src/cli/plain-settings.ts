import { type Environment, parseDotenv, readEnvironment } from '../config/env.ts';

/** The settings as they are written, for commands that need no valid configuration. The process environment wins over `.env`; empty counts as unset. */
export function readPlainSettings(cwd: string): Environment {
  const { env, dotenv } = readEnvironment(cwd);
  const filled = (from: Environment) => Object.entries(from).filter(([, value]) => value !== undefined && value.trim() !== '');
  return Object.fromEntries([...filled(dotenv === null ? {} : parseDotenv(dotenv)), ...filled(env)]);
}
