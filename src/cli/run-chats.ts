import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { coverageOf } from '../chat-test/coverage.ts';
import { junitReport } from '../chat-test/junit.ts';
import { chatFilesIn } from '../chat-test/load-chats.ts';
import { FilePlayer, type PlayedFile } from '../chat-test/play-file.ts';
import { reportCoverage, reportFile, resultsAsData } from '../chat-test/report.ts';
import { applyEdits, describeEdits } from '../chat-test/rewrite.ts';
import { settings } from '../config/env.ts';
import { describeError } from '../lib/errors.ts';
import { EXIT } from './exit-codes.ts';
import { paint } from './paint.ts';
import { readPlainSettings } from './plain-settings.ts';

/** The options of `parley test`. */
export interface ChatFlags {
  readonly coverage?: true;
  readonly update?: true;
  readonly junit?: string;
  readonly json?: true;
}

interface Source {
  readonly file: string;
  readonly text: string;
}

/** Plays the chats of these files, or of the flows folder, and reports. Sets the exit code 1 when one fails, 2 when a file cannot be read. */
export async function runChats(names: readonly string[], flags: ChatFlags): Promise<void> {
  const given = readPlainSettings(process.cwd())['FLOWS_DIR'];
  const flowsDir = shortPath(given ?? settings.get('FLOWS_DIR')?.fallback ?? '');
  const sources = readAll(names.length > 0 ? names : chatFilesIn(join(flowsDir, 'tests')));
  if (sources === null) return;
  if (sources.length === 0) return misused(`There are no chats in ${join(flowsDir, 'tests')}. Write one, or name the files.`);
  const played: PlayedFile[] = [];
  const print = (text: string) => void (flags.json ? null : process.stdout.write(text));
  try {
    const player = new FilePlayer(given === undefined ? null : flowsDir, flowsDir);
    for (const { file, text } of sources) {
      const first = await player.play(file, text);
      const one = flags.update ? await update(first, player, print) : first;
      print(one.problems.length > 0 ? `${one.problems.join('\n')}\n` : reportFile(one, paint));
      played.push(one);
    }
  } catch (error) {
    return misused(`The chats could not be played: ${describeError(error)}`);
  }
  const coverage = flags.coverage ? coverageOf(played) : [];
  for (const one of coverage) print(reportCoverage(one, paint));
  const ok = summarise(played);
  const data = { ok, files: resultsAsData(played), ...(flags.coverage ? { coverage } : {}) };
  if (flags.json) process.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
  if (flags.junit !== undefined) writeReport(flags.junit, junitReport(played));
}

/** Makes the chats that fail list what really happens, and plays the file again. */
async function update(played: PlayedFile, player: FilePlayer, print: (text: string) => void): Promise<PlayedFile> {
  const { file, chats } = played;
  const edits = await player.rewrite(played);
  if (chats === null || edits.length === 0) return played;
  const text = applyEdits(chats.text, edits);
  writeFileSync(file, text);
  print(describeEdits(file, chats.text, edits));
  return player.play(file, text);
}

/** Says how many passed; true when all did. */
function summarise(played: readonly PlayedFile[]): boolean {
  const results = played.flatMap((one) => one.results);
  const failed = results.filter((one) => one.problem !== null).length;
  const unread = played.filter((one) => one.problems.length > 0).length;
  const parts = [
    `${results.length - failed} of ${results.length} ${results.length === 1 ? 'chat' : 'chats'} passed`,
    ...(unread > 0 ? [`${unread} ${unread === 1 ? 'file' : 'files'} could not be played`] : []),
  ];
  process.stderr.write(`${parts.join(', ')}.\n`);
  const ok = failed + unread === 0;
  if (!ok) process.exitCode = EXIT.findings;
  return ok;
}

/** The texts of the files, those of a folder included; null, with the exit code set, when one cannot be read. */
function readAll(names: readonly string[]): readonly Source[] | null {
  try {
    const files = names.flatMap((name) => (statSync(name).isDirectory() ? chatFilesIn(name) : [name])).map(shortPath);
    return files.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  } catch (error) {
    misused(`A file of chats could not be read: ${describeError(error)}. Check its name.`);
    return null;
  }
}

function writeReport(file: string, report: string): void {
  try {
    writeFileSync(file, report);
  } catch (error) {
    misused(`The report could not be written: ${describeError(error)}. Name another file in --junit.`);
  }
}

function misused(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = EXIT.usage;
}

function shortPath(path: string): string {
  return relative(process.cwd(), resolve(path)) || '.';
}
