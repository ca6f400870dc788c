import { assert, jsonValue, property } from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, contentHash } from './canonical-json.ts';

test('writes members in one order, at every level, without spaces', () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }], a: { 10: 'x', 9: 'y' } })).toBe(
    '{"a":{"10":"x","9":"y"},"b":[{"c":null,"d":1}]}',
  );
});

test('gives equal values the same text and keeps the order of lists', () => {
  expect(canonicalJson({ x: 1, y: 2 })).toBe(canonicalJson({ y: 2, x: 1 }));
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});

test.each([
  [undefined, 'null'],
  [{ a: undefined, b: 1 }, '{"b":1}'],
  [[undefined, Number.NaN], '[null,null]'],
  ['é"\n', '"é\\"\\n"'],
  [-0, '0'],
])('treats %j as JSON.stringify does', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test('is JSON that reads back as the same value', () => {
  assert(
    property(jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('hashes a text to 16 hex digits of its SHA-256', () => {
  expect(contentHash('abc')).toBe('ba7816bf8f01cfea');
});
