import { expect, test } from 'vitest';
import { stepOf, takes } from '../../../test/support/steps.ts';
import { set } from './set.ts';

test('sets texts, numbers, booleans, and clears with null', () => {
  const step = stepOf(set, { attributes: { greeting: 'Hello {{ name }}', count: 3, yes: true, old: null } });
  expect(step.enter({ name: 'Ada' })).toEqual({ type: 'go', set: { greeting: 'Hello Ada', count: 3, yes: true, old: null } });
});

test('a single template keeps the type of its value, and clears when there is none', () => {
  const step = stepOf(set, { attributes: { copy: '{{ list }}', more: '{{ count | plus: 1 }}', none: '{{ gone }}' } });
  expect(step.enter({ list: [1, 2], count: 1 })).toEqual({ type: 'go', set: { copy: [1, 2], more: 2, none: null } });
});

test('reads the values from before, so that two can be swapped', () => {
  const step = stepOf(set, { attributes: { a: '{{ b }}', b: '{{ a }}' } });
  expect(step.enter({ a: 1, b: 2 })).toEqual({ type: 'go', set: { a: 2, b: 1 } });
});

test('says what it sets and where it goes', () => {
  const step = stepOf(set, { attributes: { a: 1, b: 2 }, next: 'after' });
  expect(step.saves).toEqual([
    { name: 'a', secret: false },
    { name: 'b', secret: false },
  ]);
  expect(step.exits).toEqual([{ name: 'next', to: 'after', path: ['next'] }]);
  expect(step.waits).toBe(false);
});

test.each([{}, { attributes: { 'Not-Snake': 1 } }, { attributes: { list: [1] } }])('refuses %j', (keys) => {
  expect(takes(set, keys)).toBe(false);
});
