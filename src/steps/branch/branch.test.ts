import { expect, test } from 'vitest';
import { stepOf, takes } from '../../../test/support/steps.ts';
import { branch } from './branch.ts';

const CASES = [
  { if: { attribute: 'age', gte: 65 }, next: 'senior' },
  { if: { attribute: 'age', gte: 18 }, next: 'adult' },
];

test('goes where the first case that holds leads', () => {
  const step = stepOf(branch, { cases: CASES, else: 'child' });
  expect(step.enter({ age: 70 })).toEqual({ type: 'go', to: 'senior', exit: 'case 1', note: 'case 1' });
  expect(step.enter({ age: 20 })).toEqual({ type: 'go', to: 'adult', exit: 'case 2', note: 'case 2' });
  expect(step.enter({ age: 5 })).toEqual({ type: 'go', to: 'child', exit: 'else', note: 'else' });
});

test('without "else" goes on to the step written after it', () => {
  const step = stepOf(branch, { cases: CASES });
  expect(step.enter({ age: 5 })).toEqual({ type: 'go', exit: 'else', note: 'else' });
});

test('shows each way out and where it is written', () => {
  expect(stepOf(branch, { cases: CASES, else: 'child' }).exits).toEqual([
    { name: 'case 1', to: 'senior', path: ['cases', 0, 'next'] },
    { name: 'case 2', to: 'adult', path: ['cases', 1, 'next'] },
    { name: 'else', to: 'child', path: ['else'] },
  ]);
});

test('breaks no loop, has at least one case, and no "next"', () => {
  expect(stepOf(branch, { cases: CASES }).waits).toBe(false);
  expect(takes(branch, { cases: [], else: 'child' })).toBe(false);
  expect(takes(branch, { cases: CASES, next: 'child' })).toBe(false);
});
