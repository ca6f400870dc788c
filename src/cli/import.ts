import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { Command } from 'commander';
import { kebab } from '../flow/import/names.ts';
import { type ImportedFile, importStudio } from '../flow/import/studio.ts';
import { loadFlows } from '../flow/load.ts';
import { formatProblem } from '../flow/problem.ts';
import { readSources, type SourceFile } from '../flow/source.ts';
import { describeError } from '../lib/errors.ts';
import { EXIT } from './exit-codes.ts';
import { flowsFolder } from './flows-folder.ts';
import { importWords } from './import-words.ts';

interface Flags {
  readonly out?: string;
  readonly force?: true;
  readonly json?: true;
}

/** `parley import studio <flow.json>`: takes a flow over from Twilio Studio. Sets the exit code 1 when it is refused, 2 on wrong usage. */
export function importCommand(): Command {
  const studio = new Command('studio')
    .description('turn a flow that Twilio Studio exported into files of Parley, and say what could not be taken over')
    .argument('<file>', 'the flow definition, as Studio shows it: Show Flow JSON')
    .option('--out <dir>', 'the folder to write to (default: FLOWS_DIR, or ./flows)')
    .option('--force', 'write over files that are there')
    .option('--json', 'print the report as JSON')
    .action(runImport);
  return new Command('import').description('take over flows of other tools').addCommand(studio);
}

function runImport(file: string, flags: Flags): void {
  const text = orUsage(() => readFileSync(file, 'utf8'));
  const folder = flags.out ?? flowsFolder();
  const there = orUsage(() => (existsSync(folder) ? readSources(folder) : []));
  if (text === null || there === null) return;
  const id = kebab(basename(file).replace(/\.json$/i, ''), 'imported');
  const result = importStudio(text, { id, others: there.filter((one) => !isOwn(one, id)) });
  if (!result.ok) {
    const { code, reason, fix } = result.refusal;
    if (flags.json) process.stdout.write(`${JSON.stringify({ ok: false, code, reason, fix }, null, 2)}\n`);
    process.stderr.write(`${file} was not imported. ${reason} ${fix}\n`);
    process.exitCode = EXIT.findings;
    return;
  }
  const { report } = result;
  const written = write(folder, result.files, flags.force === true);
  if (written === null) return;
  if (flags.json) process.stdout.write(`${JSON.stringify({ ok: true, files: written, report }, null, 2)}\n`);
  process.stderr.write(importWords(written, report));
  checkAll(folder, new Set(written));
}

/** What an earlier import of the same file wrote. */
function isOwn({ kind, id: own }: SourceFile, id: string): boolean {
  return kind === 'flow' && own === id;
}

/** Null when a file or a folder cannot be used, with the reason on stderr and the exit code set. */
function orUsage<T>(use: () => T): T | null {
  try {
    return use();
  } catch (error) {
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = EXIT.usage;
    return null;
  }
}

/** All files or none: one that is there already stops it before the first is written. Gives their paths. */
function write(folder: string, files: readonly ImportedFile[], force: boolean): readonly string[] | null {
  const isThere = ({ path }: ImportedFile) => existsSync(join(folder, path));
  const wanted = files.filter((one) => !one.standsIn || !isThere(one));
  const there = wanted.filter(isThere).map(({ path }) => join(folder, path));
  if (there.length > 0 && !force) {
    const why = `Nothing was written, because these files are there already: ${there.join(', ')}.`;
    process.stderr.write(`${why} Move them, choose another --out, or use --force.\n`);
    process.exitCode = EXIT.usage;
    return null;
  }
  return orUsage(() =>
    wanted.map(({ path, text }) => {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return relative(process.cwd(), file);
    }),
  );
}

/** Says what the checker finds in the new files: an import should have no error. */
function checkAll(folder: string, files: ReadonlySet<string>): void {
  const { problems } = loadFlows(readSources(folder), { allowHosts: [], secrets: null });
  const errors = problems.filter((one) => one.severity === 'error' && files.has(relative(process.cwd(), one.file)));
  process.stderr.write(errors.map((one) => `${formatProblem(one)}\n`).join(''));
  if (errors.length > 0) process.exitCode = EXIT.findings;
}
