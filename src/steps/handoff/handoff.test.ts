import { expect, test } from 'vitest';
import { stepOf, takes } from '../../../test/support/steps.ts';
import { handoff } from './handoff.ts';

const HOUR = 3_600_000;

test('says its text and waits for a person, for 12 hours or as long as it is told', () => {
  expect(stepOf(handoff, { text: 'Bye, {{ name }}.' }).enter({ name: 'Ada' })).toEqual({
    type: 'wait',
    say: [{ text: 'Bye, Ada.', media: [] }],
    wait: { for: 'person', after: 12 * HOUR },
  });
  expect(stepOf(handoff, { resume_after: '30m' }).enter()).toMatchObject({
    wait: { for: 'person', after: HOUR / 2 },
  });
});

test('says our own text where it has none, and nothing where that is empty', () => {
  expect(stepOf(handoff, {}).enter()).toMatchObject({
    say: [{ text: expect.stringContaining('a person will reply here') as unknown }],
  });
  expect(stepOf(handoff, { text: '' }).enter()).toMatchObject({ say: [{ text: '' }] });
});

test('goes on when it is taken back and when the time is over', () => {
  const step = stepOf(handoff, { next: 'after' });
  expect(step.run({ type: 'taken_back' })).toMatchObject({ type: 'go' });
  expect(step.run({ type: 'time' })).toMatchObject({ type: 'go' });
  expect(step.exits).toEqual([{ name: 'next', to: 'after', path: ['next'] }]);
  expect(step.waits).toBe(true);
});

test('takes a time of some length, up to ten years', () => {
  expect(['1s', '365d'].map((resume_after) => takes(handoff, { resume_after }))).toEqual([true, true]);
  expect(['0s', '3651d', 'later'].map((resume_after) => takes(handoff, { resume_after }))).toEqual([false, false, false]);
});
