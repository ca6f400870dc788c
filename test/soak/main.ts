import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { table } from '../bench/table.ts';
import { MESSAGES_A_SECOND, planOf } from './plan.ts';
import { runSoak } from './run.ts';
import { type Figure, figuresOf, holds, isJudged, missesOf } from './verdict.ts';
import { openWorld } from './world.ts';

const USAGE = `npm run soak -- [--minutes N] [--json FILE]

  --minutes N  how long people come; default 60, at least 2. Under half an hour the growth of memory is shown and not judged.
  --json FILE  writes what was found, with every look at the server

It fails when a bound is missed.
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '60' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const minutes = Number(values.minutes);
  if (values.help || !(minutes >= 2)) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 2;
  }
  const plan = planOf(minutes);
  const world = await openWorld();
  try {
    tell(`${minutes} minutes at ${MESSAGES_A_SECOND} messages a second`);
    const began = new Date().toISOString();
    const found = await runSoak(world, plan, tell);
    const figures = figuresOf(found, plan);
    if (values.json !== undefined) {
      const results = { at: began, node: process.version, minutes, figures, looks: found.looks };
      writeFileSync(values.json, `${JSON.stringify(results, null, 1)}\n`);
    }
    process.stdout.write(`${show(figures)}\n`);
    const misses = missesOf(figures);
    if (misses.length > 0) process.stdout.write(`\n${misses.join('\n')}\n`);
    return misses.length > 0 ? 1 : 0;
  } finally {
    await world.close();
  }
}

function show(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { what, value, unit, most, least, unjudged } = figure;
    const bound = most === undefined ? (least === undefined ? '' : `at least ${least}`) : `at most ${most}`;
    const verdict = isJudged(figure) ? (holds(figure) ? 'holds' : 'MISSED') : (unjudged ?? '');
    const shown = Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(1);
    return [what, `${shown} ${unit}`.trimEnd(), bound, verdict];
  });
  return table([['figure', 'measured', 'bound', ''], ...rows]);
}

function tell(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
process.exitCode = await main();
