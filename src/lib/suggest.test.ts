import { expect, test } from 'vitest';
import { closest, didYouMean } from './suggest.ts';

const TYPES = ['message', 'capture', 'api', 'delay', 'branch', 'set', 'verify', 'flow', 'handoff', 'end'];

test.each([
  ['mesage', 'message'],
  ['Capture', 'capture'],
  ['captrue', 'capture'],
  ['braanch', 'branch'],
  ['dealy', 'delay'],
  ['ste', 'set'],
  ['apj', 'api'],
  ['verfiy', 'verify'],
])('takes %s for %s', (word, meant) => {
  expect(closest(word, TYPES)).toBe(meant);
});

test.each(['', 'xyz', 'prompt', 'mssg', 'deer', 'ed'.repeat(40)])('offers nothing for %j', (word) => {
  expect(closest(word, ['message', 'capture', 'delay', 'api'])).toBeUndefined();
});

test('allows a two-letter word one edit, never another word altogether', () => {
  expect(closest('iz', ['if', 'is'])).toBe('if');
  expect(closest('xy', ['if', 'is'])).toBeUndefined();
});

test('prefers the nearest candidate, and the first of equals', () => {
  expect(closest('step_tow', ['step_one', 'step_two', 'step_ten'])).toBe('step_two');
  expect(closest('stepx', ['stepa', 'stepb'])).toBe('stepa');
});

test('counts two swapped letters as one edit', () => {
  expect(closest('hsot', ['host'])).toBe('host');
});

test('words the suggestion for the end of a sentence', () => {
  expect(`Unknown key "promt".${didYouMean('promt', ['prompt', 'retry'])}`).toBe('Unknown key "promt". Did you mean "prompt"?');
  expect(didYouMean('colour', ['prompt', 'retry'])).toBe('');
});
