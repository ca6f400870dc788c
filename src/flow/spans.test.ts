import { expect, it } from 'vitest';
import { spanAt } from './spans.ts';

const TEXT = '{\n  "name": "Ana",\n  "list": [1, true]\n}\n';

it.each([
  [2, 3, '"name"'],
  [2, 11, '"Ana"'],
  [3, 11, '['],
  [3, 12, '1'],
  [3, 15, 'true'],
  [1, 1, '{'],
])('line %i, column %i is %s', (line, column, expected) => {
  const { offset, length } = spanAt(TEXT, line, column);
  expect(TEXT.slice(offset, offset + length)).toBe(expected);
});

it('stays inside the text, whatever is asked for', () => {
  for (const [line, column] of [
    [99, 1],
    [1, 999],
    [5, 1],
  ] as const) {
    const { offset, length } = spanAt(TEXT, line, column);
    expect(offset + length).toBeLessThanOrEqual(TEXT.length);
    expect(length).toBeGreaterThanOrEqual(0);
  }
});

it('counts from behind a byte order mark, as places do', () => {
  const { offset, length } = spanAt(`\uFEFF${TEXT}`, 1, 1);
  expect([offset, length]).toEqual([1, 1]);
});
