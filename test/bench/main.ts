import { parseArgs } from 'node:util';
import { pinDriver, pinned } from './child.ts';
import { grow, grownFigures } from './grow.ts';
import { findSlower, holds, type Results, readResults, writeResults } from './results.ts';
import { figuresOf, measureFigures, measureLines, measurePostgres, measureShort } from './standard.ts';
import { showChange, showFigures, showGrown, showLines } from './table.ts';
import { openWorld, type World } from './world.ts';

const USAGE = `npm run bench -- [--short | --grow | --postgres] [--json FILE] [--compare FILE]

  (nothing)       the table of servers, and every figure that was promised
  --short         the ratio to the floor only; fails when it is more than 25 % above test/bench/recorded.json
  --grow          what a webhook costs while conversations, steps, flows, people and timers grow
  --postgres      the same chat on Postgres, beside SQLite
  --json FILE     writes what was found
  --compare FILE  shows the change since an earlier --json
`;
const RECORDED = new URL('./recorded.json', import.meta.url);

async function measure(
  world: World,
  { short, grow: grows, postgres }: { readonly short: boolean; readonly grow: boolean; readonly postgres: boolean },
): Promise<Results> {
  const head = { at: new Date().toISOString(), node: process.version, pinned };
  if (grows) {
    const grown = await grow(world, tell);
    return { ...head, lines: [], grown, figures: grownFigures(grown) };
  }
  if (postgres) return { ...head, lines: await measurePostgres(world, tell), grown: [], figures: [] };
  const lines = short ? await measureShort(world) : await measureLines(world, tell);
  return { ...head, lines, grown: [], figures: short ? [] : [...(await measureFigures(world, tell)), ...figuresOf(lines)] };
}

/** Prints what was found; returns what must not be so. */
function show(results: Results, before: Results | null): string[] {
  if (!results.pinned) print('This machine has one CPU, or no taskset: servers and driver were in each other’s way.');
  if (results.lines.length > 0) print(showLines(results.lines));
  if (results.grown.length > 0) print(showGrown(results.grown));
  if (results.figures.length > 0) print(showFigures(results.figures));
  if (before) print(showChange(before, results));
  return results.figures.filter((figure) => !figure.goal && !holds(figure)).map(({ what }) => `Missed: ${what}.`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      grow: { type: 'boolean', default: false },
      postgres: { type: 'boolean', default: false },
      json: { type: 'string' },
      compare: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || [values.short, values.grow, values.postgres].filter(Boolean).length > 1) {
    print(USAGE);
    return values.help ? 0 : 2;
  }
  const before = values.compare === undefined ? null : readResults(values.compare);
  pinDriver();
  const world = await openWorld();
  try {
    const results = await measure(world, values);
    if (values.json !== undefined) writeResults(values.json, results);
    const wrong = show(results, before);
    if (values.short) wrong.push(...findSlower(readResults(RECORDED), results));
    if (wrong.length > 0) print(wrong.join('\n'));
    return wrong.length > 0 ? 1 : 0;
  } finally {
    await world.close();
  }
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n\n`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
process.exitCode = await main();
