import { expect, test } from 'vitest';
import { stepOf, takes } from '../../../test/support/steps.ts';
import { delay } from './delay.ts';

test('waits for its time, and goes on when it is over', () => {
  const step = stepOf(delay, { for: '5s', next: 'after' });
  expect(step.enter()).toEqual({ type: 'wait', wait: { for: 'time', after: 5000 } });
  expect(step.run({ type: 'time' })).toEqual({ type: 'go' });
  expect(step.exits).toEqual([{ name: 'next', to: 'after', path: ['next'] }]);
  expect(step.waits).toBe(true);
});

test('of no time goes on at once, and breaks no loop', () => {
  const step = stepOf(delay, { for: '0s' });
  expect(step.enter()).toEqual({ type: 'go' });
  expect(step.waits).toBe(false);
});

test('lasts as long as anybody waits', () => {
  expect(takes(delay, { for: '365d' })).toBe(true);
  expect(takes(delay, { for: '3651d' })).toBe(false);
  expect(takes(delay, {})).toBe(false);
});
