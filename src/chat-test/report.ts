import type { FlowCoverage } from './coverage.ts';
import type { ChatResult } from './play-chat.ts';
import type { PlayedFile } from './play-file.ts';
import type { TranscriptLine } from './transcript.ts';

/** Colours for the terminal, or none. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  quiet(text: string): string;
}

/** A line for each chat; one that failed with its transcript and a mark at the wrong line. */
export function reportFile({ file, results }: PlayedFile, paint: Paint): string {
  return [`${file}\n`, ...results.map((result) => reportChat(file, result, paint))].join('');
}

function reportChat(file: string, { test, problem, transcript, ms }: ChatResult, paint: Paint): string {
  if (problem === null) return `  ${paint.good('✓')} ${test.name} ${paint.quiet(`${Math.round(ms)} ms`)}\n`;
  const hasMark = transcript.some((line) => line.isWrong);
  const lines = transcript.map((line) => `    ${reportLine(line, paint)}\n`).join('');
  const mark = hasMark ? '' : `    ${paint.bad('>')}\n`;
  const { line, column } = problem.spot;
  return `  ${paint.bad('✗')} ${test.name}\n${lines}${mark}      ${file}:${line}:${column} ${problem.message}\n`;
}

function reportLine({ who, text, isWrong }: TranscriptLine, paint: Paint): string {
  const plain = `${who.padEnd(5)} ${text.replaceAll('\n', '\n            ')}`;
  return isWrong ? paint.bad(`> ${plain}`) : `  ${plain}`;
}

/** What no chat has reached, a line each. */
export function reportCoverage({ flow, steps, exits, missedSteps, missedExits }: FlowCoverage, paint: Paint): string {
  const reached = (all: number, missed: readonly string[]) => `${all - missed.length} of ${all}`;
  const head = `${flow}: ${reached(steps, missedSteps)} steps, ${reached(exits, missedExits)} exits`;
  const missed = [...missedSteps.map((id) => `step ${id}`), ...missedExits.map((exit) => `exit ${exit}`)];
  return `${head}\n${missed.map((one) => `  ${paint.bad('not reached:')} ${one}\n`).join('')}`;
}

/** The same as data, for programs. */
export function resultsAsData(played: readonly PlayedFile[]) {
  return played.map(({ file, problems, results }) => ({
    file,
    problems,
    chats: results.map(({ test, problem, ms }) => ({
      name: test.name,
      ok: problem === null,
      ms: Math.round(ms),
      ...(problem === null ? {} : { ...problem.spot, message: problem.message }),
    })),
  }));
}
