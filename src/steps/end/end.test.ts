import { expect, test } from 'vitest';
import { stepOf, takes } from '../../../test/support/steps.ts';
import { end } from './end.ts';

test('ends with its outcome, or with "done"', () => {
  expect(stepOf(end, { outcome: 'verified' }).enter()).toEqual({ type: 'end', outcome: 'verified' });
  expect(stepOf(end, {}).enter()).toEqual({ type: 'end', outcome: 'done' });
});

test('leads nowhere', () => {
  expect(stepOf(end, {}).exits).toEqual([]);
  expect(takes(end, { next: 'after' })).toBe(false);
});

test.each(['Verified', 'not sent', '2nd', ''])('takes no outcome like %j', (outcome) => {
  expect(takes(end, { outcome })).toBe(false);
});
