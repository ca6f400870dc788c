import { describe, expect, test } from 'vitest';
import { stepOf, takes } from '../../../test/support/steps.ts';
import { scopeOf } from '../../../test/support/engine.ts';
import { capture } from './capture.ts';

describe('asking', () => {
  test('says the prompt and waits for a message, with no wrong answer counted', () => {
    expect(stepOf(capture, { prompt: 'Name, {{ title }}?' }).enter({ title: 'Dr' })).toEqual({
      type: 'wait',
      say: [{ text: 'Name, Dr?', media: [] }],
      wait: { for: 'message' },
      memory: { wrong: 0 },
    });
  });

  test('lists the choices below the prompt', () => {
    const choices = [
      { value: 'y', label: 'Yes' },
      { value: 'n', label: 'No' },
    ];
    const asked = stepOf(capture, { expect: 'choice', prompt: 'Coming?', choices }).enter();
    expect(asked).toMatchObject({ say: [{ text: 'Coming?\n1. Yes\n2. No' }] });
  });
});

describe('an answer that fits', () => {
  test('is saved, and the flow goes on', () => {
    expect(stepOf(capture, { prompt: 'Name?', save: 'name' }).read('Ada')).toEqual({ type: 'go', set: { name: 'Ada' } });
  });

  test('needs no attribute to be taken', () => {
    expect(stepOf(capture, { prompt: 'Ready?' }).read('yes')).toEqual({ type: 'go' });
  });
});

describe('an answer that does not fit', () => {
  const AGE = { expect: 'number', prompt: 'Age?', save: 'age' };

  test('is told so by the kind, waits again, and is counted', () => {
    expect(stepOf(capture, AGE).read('old', { context: { memory: { wrong: 1 } } })).toEqual({
      type: 'wait',
      say: [{ text: 'Please type a number, like 12.', media: [] }],
      wait: { for: 'message' },
      memory: { wrong: 2 },
      note: 'wrong format: no number',
    });
  });

  test('is told so in the words of "retry" where there are some', () => {
    const step = stepOf(capture, { ...AGE, retry: 'A number, {{ name }}.' });
    const context = { scope: scopeOf({ name: 'Ada' }) };
    expect(step.read('old', { context })).toMatchObject({ say: [{ text: 'A number, Ada.' }] });
  });

  test('gives up with the third, and ends as gave_up', () => {
    expect(stepOf(capture, AGE).read('old', { context: { memory: { wrong: 2 } } })).toEqual({
      type: 'go',
      to: 'end',
      exit: 'on_give_up',
      endsAs: 'gave_up',
      note: 'gave up: no number',
    });
  });

  test('gives up sooner or later by max_tries, to on_give_up', () => {
    const step = stepOf(capture, { ...AGE, max_tries: 1, on_give_up: 'person' });
    expect(step.read('old')).toMatchObject({ type: 'go', to: 'person' });
  });
});

describe('a message typed before the question', () => {
  test('answers when it fits, and is passed over without a word when it does not', () => {
    const step = stepOf(capture, { expect: 'code', prompt: 'Code?', save: 'code' });
    expect(step.read('123456', { early: true })).toEqual({ type: 'go', set: { code: '123456' }, note: 'answered early' });
    expect(step.read('12', { early: true })).toEqual({ type: 'pass' });
  });

  test('answers a text capture only with "early"', () => {
    expect(stepOf(capture, { prompt: 'Name?' }).read('Ada', { early: true })).toEqual({ type: 'pass' });
    expect(stepOf(capture, { prompt: 'Name?', early: true }).read('Ada', { early: true })).toMatchObject({ type: 'go' });
  });
});

describe('secrecy', () => {
  test.each([
    [{ expect: 'code' }, 'digits', true],
    [{ expect: 'code', secret: true }, 'all', true],
    [{ expect: 'code', secret: false }, 'digits', true],
    [{ secret: true }, 'all', true],
    [{}, 'open', false],
  ] as const)('of %j: the message is kept %s, the attribute secret: %j', (keys, hides, secret) => {
    const step = stepOf(capture, { prompt: 'x', save: 'answer', ...keys });
    expect(step.saves).toEqual([{ name: 'answer', secret }]);
    expect(step.hides).toBe(hides);
  });

  test('nothing is saved without "save"', () => {
    expect(stepOf(capture, { prompt: 'x', expect: 'code' }).saves).toEqual([]);
  });
});

describe('ways out', () => {
  test('are next, giving up and no reply, where they lead somewhere', () => {
    const keys = { prompt: 'x', next: 'a', on_give_up: 'b', no_reply: { after: '1h', next: 'c' } };
    expect(stepOf(capture, keys).exits).toEqual([
      { name: 'next', to: 'a', path: ['next'] },
      { name: 'on_give_up', to: 'b', path: ['on_give_up'] },
      { name: 'no_reply', to: 'c', path: ['no_reply', 'next'] },
    ]);
    expect(stepOf(capture, { prompt: 'x', no_reply: { after: '1h', text: 'Hello?' } }).exits).toHaveLength(1);
  });

  test('always lead over a wait', () => {
    expect(stepOf(capture, { prompt: 'x' }).waits).toBe(true);
  });
});

describe('keys', () => {
  test('of another kind have no meaning, and the problem says where they have', () => {
    expect(stepOf(capture, { prompt: 'x', expect: 'phone', length: 6 }).problems).toEqual([
      '"length" has no meaning where "expect" is "phone". Remove it, or expect "code".',
    ]);
    expect(stepOf(capture, { prompt: 'x', min: 1, country: 'US' }).problems).toHaveLength(2);
  });

  test('that belong together are fine', () => {
    expect(stepOf(capture, { prompt: 'x', expect: 'number', min: 1, max: 5, integer: true }).problems).toEqual([]);
  });

  test.each([
    { prompt: 'x', expect: 'colour' },
    { prompt: 'x', max_tries: 0 },
    { prompt: 'x', expect: 'phone', country: 'usa' },
    { prompt: 'x', expect: 'code', length: 2 },
    { prompt: 'x', pattern: '(' },
    { prompt: 'x', expect: 'choice', choices: [] },
    { save: 'name' },
  ])('%j are refused', (keys) => {
    expect(takes(capture, keys)).toBe(false);
  });
});
