import { checkOptions } from '../config/check-options.ts';
import type { Config } from '../config/config.ts';
import { type Loaded, loadFlows } from '../flow/load.ts';
import { formatProblem } from '../flow/problem.ts';
import { readSources, type SourceFile } from '../flow/source.ts';
import { describeError } from '../lib/errors.ts';
import { EXIT } from './exit-codes.ts';

/** The flows of the settings' folder; or null, with what keeps them from being served on stderr and the exit code set. */
export function loadCheckedFlows(config: Config): Loaded | null {
  const sources = sourcesOf(config.flowsDir);
  if (!sources) return null;
  const loaded = loadFlows(sources, checkOptions(config));
  const errors = loaded.problems.filter((problem) => problem.severity === 'error');
  process.stderr.write(loaded.problems.map((problem) => `${formatProblem(problem)}\n`).join(''));
  if (errors.length === 0) return loaded;
  process.stderr.write(`Nothing was started: the flows have ${errors.length === 1 ? '1 error' : `${errors.length} errors`}.\n`);
  process.exitCode = EXIT.findings;
  return null;
}

function sourcesOf(folder: string): readonly SourceFile[] | null {
  try {
    return readSources(folder);
  } catch (error) {
    process.stderr.write(`The flows could not be read: ${describeError(error)}\n`);
    process.exitCode = EXIT.configuration;
    return null;
  }
}
