import { parseArgs } from 'node:util';
import { serverAt, startEmbedded } from '../support/embedded-postgres.ts';
import { openPostgresDatabase } from './postgres-database.ts';
import { type Run, simulate, simulateOn } from './simulate.ts';

const USAGE = 'npm run simulate -- [--postgres] [--seeds 10000] [--from 1] | [--postgres] --seed N';

type Play = (seed: number) => Promise<Run>;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string' },
    seed: { type: 'string' },
    postgres: { type: 'boolean', default: false },
  },
});

/** Runs many seeds and stops at the first that breaks a promise, or tells the story of one. */
async function main(play: Play): Promise<number> {
  if (values.seed !== undefined) return tell(await play(readCount(values.seed)));
  const from = readCount(values.from ?? '1');
  const seeds = readCount(values.seeds ?? (values.postgres ? '200' : '10000'));
  const tellEvery = values.postgres ? 20 : 1000;
  const began = performance.now();
  for (let seed = from; seed < from + seeds; seed++) {
    const run = await play(seed);
    if (run.wrongs.length > 0) return tell(run);
    const done = seed - from + 1;
    if (done % tellEvery === 0) print(`${done} seeds, ${rate(done, began)} a second`);
  }
  print(`${seeds} seeds from ${from} on kept every promise, ${rate(seeds, began)} a second.`);
  return 0;
}

/** On the server of `PG_URL`, else on one of its own. */
async function mainOnPostgres(): Promise<number> {
  const url = process.env['PG_URL'];
  const own = url === undefined ? await startEmbedded() : null;
  const database = await openPostgresDatabase(own?.server ?? serverAt(url ?? ''));
  try {
    return await main((seed) => simulateOn(database, seed));
  } finally {
    await database.close();
    await own?.close();
  }
}

function tell({ seed, story, wrongs }: Run): number {
  print(story.join('\n'));
  const again = `npm run simulate -- ${values.postgres ? '--postgres ' : ''}--seed ${seed}`;
  print(
    wrongs.length === 0
      ? `Seed ${seed} kept every promise.`
      : `Seed ${seed} broke a promise:\n- ${wrongs.join('\n- ')}\nReplay it with: ${again}`,
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

process.exitCode = await (values.postgres ? mainOnPostgres() : main(simulate));
