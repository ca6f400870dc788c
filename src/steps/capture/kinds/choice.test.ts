import { describe, expect, test } from 'vitest';
import { readAs } from '../../../../test/support/steps.ts';
import { inbound } from '../../../../test/support/engine.ts';
import { z } from 'zod';
import { choice } from './choice.ts';
import { kindKeys } from './kind.ts';

const choices = [
  { value: 'sales', label: 'Buy something', keywords: ['shop', 'order'] },
  { value: 'support', label: 'Get help' },
  { value: 'two', label: '2 tickets' },
];

test.each([
  ['Buy something', 'sales'],
  [' buy-SOMETHING! ', 'sales'],
  ['Shop', 'sales'],
  ['support', 'support'],
  ['1', 'sales'],
  ['2.', 'support'],
  ['3)', 'two'],
])('%j chooses %s', (typed, value) => {
  expect(readAs(choice, { choices }, typed)).toEqual({ ok: true, value });
});

test('a pressed button chooses by its payload, whatever its label says', () => {
  expect(readAs(choice, { choices }, inbound('Shop', { button: 'support' }))).toEqual({ ok: true, value: 'support' });
  expect(readAs(choice, { choices }, inbound('Get help', { button: 'old-payload' }))).toEqual({ ok: true, value: 'support' });
});

test('a word wins over a number', () => {
  const numbers = [
    { value: 'many', label: '2' },
    { value: 'few', label: '1' },
  ];
  expect(readAs(choice, { choices: numbers }, '2')).toEqual({ ok: true, value: 'many' });
});

test.each(['0', '4', '1 2', 'help me', '', '?', '1.5'])('%j chooses nothing, and the choices are listed again', (typed) => {
  expect(readAs(choice, { choices }, typed)).toEqual({
    ok: false,
    why: 'none of the choices',
    retry: 'Please reply with one of these:\n1. Buy something\n2. Get help\n3. 2 tickets',
  });
});

test('a message of nothing but signs chooses no choice whose label is nothing but signs', () => {
  expect(readAs(choice, { choices: [{ value: 'what', label: '?!' }] }, '...')).toMatchObject({ ok: false });
  expect(readAs(choice, { choices: [{ value: 'what', label: '?!' }] }, '1')).toMatchObject({ ok: true });
});

describe('problems', () => {
  const problemsOf = (listed?: object) => choice.check?.(z.strictObject(kindKeys).parse({ choices: listed }));

  test('no choices', () => {
    expect(problemsOf()).toEqual([{ path: [], message: expect.stringContaining('A choice needs "choices"') }]);
  });

  test('one word for two choices', () => {
    const twice = [...choices, { value: 'mail', label: 'Order!' }];
    expect(problemsOf(twice)).toEqual([
      { path: ['choices', 3], message: '"order" stands for both "sales" and "mail". Give them different words.' },
    ]);
  });

  test('none where every word is its own', () => {
    expect(problemsOf(choices)).toEqual([]);
  });
});
