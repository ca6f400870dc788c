import { expect, it } from 'vitest';
import { allDone } from './at-once.ts';

it('rejects only when nothing is under way any more', async () => {
  let finish = () => {};
  const slow = new Promise<void>((resolve) => (finish = resolve));
  let isOver = false;
  const all = allDone([Promise.reject(new Error('refused')), slow]).finally(() => (isOver = true));
  const told = expect(all).rejects.toThrow('refused');
  await new Promise((resolve) => setImmediate(resolve));
  expect(isOver).toBe(false);
  finish();
  await told;
});
