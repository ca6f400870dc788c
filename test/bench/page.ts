import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { table } from '../docs/markdown.ts';
import { drawGrowth } from './plot.ts';
import { type Results, readResults, writeResults } from './results.ts';
import { FIGURE_HEADS, figureCells, GROWN_HEADS, grownCells, HEADS, lineCells } from './table.ts';

const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
const FOLDER = fileURLToPath(new URL('../../docs/performance/', import.meta.url));
const RESULTS = join(FOLDER, 'results.json');
const BEGIN = '<!-- measured: written by npm run bench -- --record -->';
const END = '<!-- /measured -->';

/** Keeps what was found below docs/performance/, draws what grew, and puts the figures into docs/performance.md. */
export function recordPage(results: Results): void {
  mkdirSync(FOLDER, { recursive: true });
  writeResults(RESULTS, results);
  const kept = readResults(RESULTS);
  for (const [name, text] of drawings(kept)) writeFileSync(join(FOLDER, name), text);
  writeFileSync(PAGE, fillPage(readFileSync(PAGE, 'utf8'), kept));
}

/** The SVG files of what grew, by file name. */
export function drawings({ grown }: Results): ReadonlyMap<string, string> {
  return new Map(seriesOf(grown).map((name) => [drawingOf(name), drawGrowth(name, linesOf(grown, name))]));
}

/** The page with the figures in place of those it had. Throws when the page has no place for them. */
export function fillPage(page: string, results: Results): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`docs/performance.md has no lines ${BEGIN} and ${END} to write between.`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${measured(results)}\n\n${page.slice(end)}`;
}

function measured({ at, node, machine, pinned, lines, figures, grown }: Results): string {
  const where = pinned ? 'the server on one CPU, the driver on the other' : 'server and driver on the same CPUs';
  return [
    `Measured on ${at.slice(0, 10)} with Node ${node} on ${machine}; ${where}.`,
    '### Beside the floor',
    table(HEADS, lines.map(lineCells)),
    '### What was promised, and where we want to get',
    table(FIGURE_HEADS, figures.map(figureCells)),
    '### What it costs when something grows',
    ...seriesOf(grown).flatMap((name) => [
      `![CPU a webhook by ${name}](performance/${drawingOf(name)})`,
      table([name, ...GROWN_HEADS], linesOf(grown, name).map(grownCells)),
    ]),
  ].join('\n\n');
}

function seriesOf(grown: Results['grown']): string[] {
  return [...new Set(grown.map(({ series }) => series))];
}

function linesOf(grown: Results['grown'], name: string): Results['grown'] {
  return grown.filter(({ series }) => series === name);
}

function drawingOf(series: string): string {
  return `${series.replaceAll(' ', '-')}.svg`;
}
