import { expect, it } from 'vitest';
import { SABOTAGES } from './sabotages.ts';
import { simulate } from './simulate.ts';

/** `npm run simulate -- --seeds 10000` looks further. */
const SEEDS = 2_000;
/** Every sabotage shows within so many. */
const ENOUGH = 40;

it(`keeps every promise in the worlds of ${SEEDS} seeds`, { timeout: 300_000 }, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { wrongs } = await simulate(seed);
    expect(wrongs, `npm run simulate -- --seed ${seed}`).toEqual([]);
  }
});

it('plays a seed again exactly as before', async () => {
  const first = await simulate(7);
  await simulate(8);
  expect(await simulate(7)).toEqual(first);
  expect(first.story.length).toBeGreaterThan(20);
});

it.each(Object.entries(SABOTAGES))('notices an engine that %s', { timeout: 60_000 }, async (_name, sabotage) => {
  for (let seed = 1; seed <= ENOUGH; seed++) {
    const { wrongs } = await simulate(seed, sabotage);
    if (wrongs.length > 0) return;
  }
  expect.unreachable(`None of ${ENOUGH} seeds noticed.`);
});
