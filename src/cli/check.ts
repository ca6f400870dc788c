import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { type Environment, settings } from '../config/env.ts';
import { isApiSecret } from '../config/unknown-names.ts';
import { parseHosts } from '../config/values.ts';
import type { CheckOptions } from '../flow/check.ts';
import { loadFlows } from '../flow/load.ts';
import { formatProblem, type Problem } from '../flow/problem.ts';
import { readSources, type SourceFile } from '../flow/source.ts';
import { count } from './count.ts';
import { EXIT } from './exit-codes.ts';
import { readPlainSettings } from './plain-settings.ts';

interface Flags {
  readonly json?: true;
  readonly strict?: true;
}

/** `parley check [dir]`: says what is wrong with flows and APIs. Sets the exit code 1 on errors, 2 when there is no such folder. */
export function checkCommand(): Command {
  return new Command('check')
    .description('check the flows and APIs of a folder, and say where and how to mend them')
    .argument('[dir]', 'the folder (default: FLOWS_DIR, or ./flows)')
    .option('--json', 'print the problems as one JSON object')
    .option('--strict', 'count warnings as errors')
    .action((dir: string | undefined, flags: Flags) => check(dir, flags));
}

function check(dir: string | undefined, flags: Flags): void {
  const env = readPlainSettings(process.cwd());
  const folder = relative(process.cwd(), resolve(dir ?? env['FLOWS_DIR'] ?? settings.get('FLOWS_DIR')?.fallback ?? '')) || '.';
  let sources: readonly SourceFile[];
  try {
    sources = readSources(folder);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = EXIT.usage;
    return;
  }
  const found = loadFlows(sources, optionsFrom(env)).problems;
  const problems = found.map((problem) => (problem.file === '.' ? { ...problem, file: folder } : problem));
  const failed = problems.some((problem) => problem.severity === 'error' || flags.strict === true);
  if (flags.json) process.stdout.write(`${JSON.stringify({ ok: !failed, problems }, null, 2)}\n`);
  else process.stdout.write(problems.map((problem) => `${formatProblem(problem)}\n`).join(''));
  process.stderr.write(`${summary(problems, sources.length)}\n${pagesOf(problems)}`);
  if (failed) process.exitCode = EXIT.findings;
}

function optionsFrom(env: Environment): CheckOptions {
  const secrets = Object.keys(env).filter(isApiSecret);
  return {
    allowHosts: parseHosts(env['API_ALLOW_HOSTS'] ?? '') ?? [],
    secrets: new Set(secrets.map((name) => name.slice('SECRET_'.length))),
    ...(env['TWILIO_ACCOUNT_SID'] ? { settings: new Set(Object.keys(env)) } : {}),
  };
}

function summary(problems: readonly Problem[], files: number): string {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  const where = `in ${count(files, 'file')}`;
  if (problems.length === 0) return `No problems ${where}.`;
  return `${[errors && count(errors, 'error'), warnings && count(warnings, 'warning')].filter(Boolean).join(', ')} ${where}.`;
}

/** Where the reference says more on each code. */
function pagesOf(problems: readonly Problem[]): string {
  const codes = [...new Set(problems.map((problem) => problem.code))].sort();
  return codes.map((code) => `  docs/reference/checks.md#${code}\n`).join('');
}
