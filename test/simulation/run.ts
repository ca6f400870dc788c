import { parseArgs } from 'node:util';
import { type Run, simulate } from './simulate.ts';

const USAGE = 'npm run simulate -- [--seeds 10000] [--from 1] | --seed N';

/** Runs many seeds and stops at the first that breaks a promise, or tells the story of one. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { seeds: { type: 'string' }, from: { type: 'string' }, seed: { type: 'string' } } });
  if (values.seed !== undefined) return tell(await simulate(readCount(values.seed)));
  const from = readCount(values.from ?? '1');
  const seeds = readCount(values.seeds ?? '10000');
  const began = performance.now();
  for (let seed = from; seed < from + seeds; seed++) {
    const run = await simulate(seed);
    if (run.wrongs.length > 0) return tell(run);
    if ((seed - from + 1) % 1000 === 0) print(`${seed - from + 1} seeds, ${rate(seed - from + 1, began)} a second`);
  }
  print(`${seeds} seeds from ${from} on kept every promise, ${rate(seeds, began)} a second.`);
  return 0;
}

function tell({ seed, story, wrongs }: Run): number {
  print(story.join('\n'));
  print(
    wrongs.length === 0
      ? `Seed ${seed} kept every promise.`
      : `Seed ${seed} broke a promise:\n- ${wrongs.join('\n- ')}\nReplay it with: npm run simulate -- --seed ${seed}`,
  );
  return wrongs.length === 0 ? 0 : 1;
}

function rate(seeds: number, began: number): string {
  return ((seeds * 1000) / (performance.now() - began)).toFixed(1);
}

function readCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`"${text}" is not a whole number. Usage: ${USAGE}`);
  return Number(text);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

process.exitCode = await main();
