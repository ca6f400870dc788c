import { type Config, loadConfig } from '../config/config.ts';
import { readEnvironment } from '../config/env.ts';
import { formatProblems } from '../config/problem.ts';
import { describeError } from '../lib/errors.ts';
import { EXIT } from './exit-codes.ts';

/** The configuration, with its warnings on stderr; or null, with every problem on stderr and the exit code set. */
export function readConfig(): Config | null {
  try {
    const cwd = process.cwd();
    const result = loadConfig({ ...readEnvironment(cwd), cwd });
    if (result.ok) {
      for (const warning of result.warnings) process.stderr.write(`Warning: ${warning}\n`);
      return result.config;
    }
    process.stderr.write(`${formatProblems(result.problems)}\n`);
  } catch (error) {
    process.stderr.write(`The settings could not be read: ${describeError(error)}\n`);
  }
  process.exitCode = EXIT.configuration;
  return null;
}
