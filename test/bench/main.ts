import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { pinDriver, pinned } from './child.ts';
import { grow, grownFigures } from './grow.ts';
import { recordPage } from './page.ts';
import { findSlower, holds, type Results, readResults, writeResults } from './results.ts';
import { figuresOf, measureFigures, measureLines, measurePostgres, measureShort } from './standard.ts';
import { showChange, showFigures, showGrown, showLines } from './table.ts';
import { openWorld, type World } from './world.ts';

const USAGE = `npm run bench -- [--short | --grow | --record | --postgres] [--json FILE] [--compare FILE]

  (nothing)       the table of servers, and every figure that was promised
  --short         the ratio to the floor only; fails when it is twice more than 25 % above test/bench/recorded.json
  --grow          what a webhook costs while conversations, steps, flows, people and timers grow
  --record        both tables, written with their drawings into docs/performance.md and docs/performance/
  --postgres      the same chat on Postgres, beside SQLite, and one process beside two
  --json FILE     writes what was found
  --compare FILE  shows the change since an earlier --json
`;
const RECORDED = new URL('./recorded.json', import.meta.url);

interface Wanted {
  readonly short: boolean;
  readonly grow: boolean;
  readonly record: boolean;
  readonly postgres: boolean;
}

async function measure(world: World, { short, grow: grows, record, postgres }: Wanted): Promise<Results> {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const none = { at: new Date().toISOString(), node: process.version, machine, pinned, lines: [], grown: [], figures: [] };
  if (short) return { ...none, lines: await measureShort(world) };
  if (postgres) return { ...none, ...(await measurePostgres(world, tell)) };
  const grown = grows || record ? await grow(world, tell) : [];
  if (grows) return { ...none, grown, figures: grownFigures(grown) };
  const lines = await measureLines(world, tell);
  return {
    ...none,
    lines,
    grown,
    figures: [...(await measureFigures(world, tell)), ...figuresOf(lines), ...grownFigures(grown)],
  };
}

/** A ratio that is too much worse is measured once more: what else the machine did may have met one side only. */
async function measureTwice(world: World, wanted: Wanted): Promise<{ readonly results: Results; readonly slower: string[] }> {
  const results = await measure(world, wanted);
  const recorded = wanted.short ? readResults(RECORDED) : null;
  if (recorded === null || findSlower(recorded, results).length === 0) return { results, slower: [] };
  tell('too slow: measured once more');
  const again = await measure(world, wanted);
  return { results: again, slower: findSlower(recorded, again) };
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
      record: { type: 'boolean', default: false },
      postgres: { type: 'boolean', default: false },
      json: { type: 'string' },
      compare: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || [values.short, values.grow, values.record, values.postgres].filter(Boolean).length > 1) {
    print(USAGE);
    return values.help ? 0 : 2;
  }
  const before = values.compare === undefined ? null : readResults(values.compare);
  pinDriver();
  const world = await openWorld();
  try {
    const { results, slower } = await measureTwice(world, values);
    if (values.json !== undefined) writeResults(values.json, results);
    if (values.record) recordPage(results);
    const wrong = [...show(results, before), ...slower];
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
