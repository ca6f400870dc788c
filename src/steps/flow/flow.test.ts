import { describe, expect, test } from 'vitest';
import { stepOf, takes } from '../../../test/support/steps.ts';
import { flow } from './flow.ts';

const KEYS = { flow: 'sign-in', outcomes: { verified: 'welcome', error: 'sorry', sold: 'end' }, next: 'after' };
const returned = (outcome: string, keys: object = KEYS) => stepOf(flow, keys).run({ type: 'returned', outcome });

test('runs the flow it names', () => {
  expect(stepOf(flow, KEYS).enter()).toEqual({ type: 'run' });
});

describe('when that has ended', () => {
  test('goes where its outcome leads, and the end has that outcome', () => {
    expect(returned('verified')).toMatchObject({ type: 'go', to: 'welcome', exit: 'verified' });
    expect(returned('sold')).toMatchObject({ type: 'go', to: 'end', endsAs: 'sold' });
  });

  test('goes on after any other outcome', () => {
    expect(returned('done')).toEqual({ type: 'go', note: 'it ended as done' });
    expect(returned('constructor')).toEqual({ type: 'go', note: 'it ended as constructor' });
  });

  test('ends as it did when nobody can go on, unless there is a way for that', () => {
    expect(returned('gave_up')).toMatchObject({ type: 'end', outcome: 'gave_up' });
    expect(returned('no_reply', { flow: 'x' })).toMatchObject({ type: 'end', outcome: 'no_reply' });
    expect(returned('error', { flow: 'x' })).toMatchObject({ type: 'end', outcome: 'error' });
    expect(returned('error')).toMatchObject({ type: 'go', to: 'sorry' });
  });
});

test('has an exit for each outcome, and its next', () => {
  expect(stepOf(flow, KEYS).exits).toEqual([
    { name: 'next', to: 'after', path: ['next'] },
    { name: 'verified', to: 'welcome', path: ['outcomes', 'verified'] },
    { name: 'error', to: 'sorry', path: ['outcomes', 'error'] },
    { name: 'sold', to: 'end', path: ['outcomes', 'sold'] },
  ]);
});

test('needs a flow, and outcomes that can be some', () => {
  expect(takes(flow, {})).toBe(false);
  expect(takes(flow, { flow: 'x', outcomes: { 'Not one': 'a' } })).toBe(false);
});
