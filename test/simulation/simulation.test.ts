import { expect, it } from 'vitest';
import { simulate } from './simulate.ts';

/** `npm run simulate -- --seeds 10000` looks further. */
const SEEDS = 500;

it(`keeps every promise in the runs of ${SEEDS} seeds`, { timeout: 240_000 }, async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { wrongs } = await simulate(seed);
    expect(wrongs, `npm run simulate -- --seed ${seed}`).toEqual([]);
  }
});

it('finds out a server that forgets what it has said', { timeout: 60_000 }, async () => {
  let found = 0;
  for (let seed = 1; seed <= 20; seed += 1) {
    const { wrongs } = await simulate(seed, (store) => ({ ...store, markSaid: async () => undefined }));
    if (wrongs.length > 0) found += 1;
  }
  expect(found).toBeGreaterThan(0);
});
