import { describe, expect, test } from 'vitest';
import { readAs } from '../../../../test/support/steps.ts';
import { number } from './number.ts';

test.each([
  ['12', 12],
  ['I am 12.', 12],
  ['-3', -3],
  ['+3', 3],
  ['0', 0],
  ['1,234', 1234],
  ['1,234,567.5', 1_234_567.5],
  ['3.5', 3.5],
  ['3,5', 3.5],
  ['.5', 0.5],
  ['007', 7],
  ['１２', 12],
  ['١٢', 12],
  ['۱۲ لطفا', 12],
  ['12, please', 12],
])('reads %j as %d', (typed, value) => {
  expect(readAs(number, {}, typed)).toEqual({ ok: true, value });
});

test.each([
  ['twelve', 'no number'],
  ['', 'no number'],
  ['1.2.3', 'no number'],
  ['9'.repeat(400), 'no number'],
  [`-${'9'.repeat(400)}`, 'no number'],
  ['12 or 13', 'two numbers'],
  ['10-20', 'two numbers'],
  ['½', 'two numbers'],
])('takes no number from %j: %s', (typed, why) => {
  expect(readAs(number, {}, typed)).toMatchObject({ ok: false, why });
});

describe('limits', () => {
  test.each([
    [{ min: 1, max: 5 }, 'from 1 to 5', ['1', '5'], ['0', '6']],
    [{ min: 1 }, 'from 1 up', ['1', '1000'], ['0.5']],
    [{ max: 5 }, 'up to 5', ['-7', '5'], ['5.1']],
  ])('%j: %s', (keys, words, within, outside) => {
    for (const typed of within) expect(readAs(number, keys, typed)).toMatchObject({ ok: true });
    for (const typed of outside) {
      expect(readAs(number, keys, typed)).toEqual({ ok: false, why: 'out of range', retry: `Please type a number ${words}.` });
    }
  });

  test('whole numbers only', () => {
    expect(readAs(number, { integer: true }, '3.0')).toEqual({ ok: true, value: 3 });
    expect(readAs(number, { integer: true }, '3.5')).toMatchObject({ ok: false, why: 'not whole' });
  });

  test('that no number meets are a problem of the flow', () => {
    expect(number.check?.({ min: 5, max: 1 })).toHaveLength(1);
    expect(number.check?.({ min: 1, max: 1 })).toEqual([]);
  });
});

test('a text made of nothing but digits and commas is read at once', () => {
  const started = performance.now();
  readAs(number, {}, '1,'.repeat(20_000));
  readAs(number, {}, '1'.repeat(20_000));
  readAs(number, {}, '111,'.repeat(10_000));
  expect(performance.now() - started).toBeLessThan(1000);
});
