import { expect, test } from 'vitest';
import { COMMANDS } from './commands.ts';
import { SUMMARIES } from './summaries.ts';

test('every command is listed with what it says of itself', async () => {
  const loaded = await Promise.all(Object.entries(COMMANDS).map(async ([name, load]) => [name, (await load()).description()]));
  expect(SUMMARIES).toEqual(Object.fromEntries(loaded));
}, 30_000);
