import { expect, test } from 'vitest';
import { readAs } from '../../../../test/support/steps.ts';
import { inbound } from '../../../../test/support/engine.ts';
import { text } from './text.ts';

test('takes any text, without the blanks around it', () => {
  expect(readAs(text, {}, '  Ada Lovelace \n')).toEqual({ ok: true, value: 'Ada Lovelace' });
});

test.each(['', '  ', '\n'])('asks for text when there is none: %j', (typed) => {
  expect(readAs(text, {}, inbound(typed, { media: [{ url: 'https://example.com/a.png', type: null }] }))).toEqual({
    ok: false,
    why: 'no text',
    retry: 'Please type your answer as text.',
  });
});

test('counts characters as people do, an emoji for one', () => {
  expect(readAs(text, { max_length: 3 }, 'a🙂b')).toMatchObject({ ok: true });
  expect(readAs(text, { max_length: 3 }, 'abcd')).toEqual({
    ok: false,
    why: 'too long',
    retry: 'That is too long. Please use at most 3 characters.',
  });
});

test('takes at most 1,600 characters where nothing is said', () => {
  expect(readAs(text, {}, 'x'.repeat(1600))).toMatchObject({ ok: true });
  expect(readAs(text, {}, 'x'.repeat(1601))).toMatchObject({ ok: false, why: 'too long' });
});

test('must be of the form of the pattern, the whole of it', () => {
  expect(readAs(text, { pattern: '[A-Z]{2}\\d+' }, ' AB12 ')).toEqual({ ok: true, value: 'AB12' });
  expect(readAs(text, { pattern: '[A-Z]{2}\\d+' }, 'my AB12')).toMatchObject({ ok: false, why: 'not of the form' });
});

test('is read early only when the flow says so', () => {
  expect(text.takesEarly({})).toBe(false);
  expect(text.takesEarly({ early: true })).toBe(true);
});
