import { afterAll, expect, it } from 'vitest';
import { postgresServer } from '../support/postgres.ts';
import { openPostgresDatabase } from './postgres-database.ts';
import { SABOTAGES } from './sabotages.ts';
import { simulateOn } from './simulate.ts';

/** `npm run simulate -- --postgres --seeds 1000` looks further. */
const SEEDS = 40;
/** On a machine that is busy with other things fewer have to do: nothing more is begun after so many milliseconds. */
const LONG_ENOUGH = 45_000;
const AT_LEAST = 5;
/** These show within so many seeds: a message lost, a pause cut short, a report that comes late, somebody who wanted no more. */
const ENOUGH = 10;
const NOTICED = [
  'drops what arrives while it is busy',
  'wakes conversations too early',
  'moves texts backward',
  'goes on texting after STOP',
];

const database = await openPostgresDatabase(await postgresServer());
afterAll(() => database.close());

it(`keeps every promise on three processes that share a database, in the worlds of ${SEEDS} seeds`, {
  timeout: 300_000,
}, async () => {
  const began = performance.now();
  for (let seed = 1; seed <= SEEDS && (seed <= AT_LEAST || performance.now() - began < LONG_ENOUGH); seed++) {
    const { wrongs, story } = await simulateOn(database, seed);
    expect(wrongs, `npm run simulate -- --postgres --seed ${seed}\n${story.join('\n')}`).toEqual([]);
  }
});

it.each(NOTICED)('notices processes of which each %s', { timeout: 120_000 }, async (name) => {
  for (let seed = 1; seed <= ENOUGH; seed++) {
    const { wrongs } = await simulateOn(database, seed, SABOTAGES[name]);
    if (wrongs.length > 0) return;
  }
  expect.unreachable(`None of ${ENOUGH} seeds noticed.`);
});
