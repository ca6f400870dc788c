import { assert, constantFrom, nat, property } from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

test.each([
  ['500ms', 500],
  ['5s', 5_000],
  ['10m', 600_000],
  ['24h', 86_400_000],
  ['7d', 604_800_000],
  ['0s', 0],
])('reads %s as %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  '',
  '5',
  's',
  '1.5h',
  '-5s',
  '+5s',
  '5 s',
  ' 5s',
  '5s ',
  '5S',
  '5sec',
  '1h30m',
  '٥s',
  '1e3s',
  '5s\n',
  '999999999999999d',
])('refuses %j', (text) => {
  expect(parseDuration(text)).toBeNull();
});

test.each([
  [0, '0s'],
  [500, '500ms'],
  [1_500, '1500ms'],
  [5_000, '5s'],
  [90_000, '90s'],
  [600_000, '10m'],
  [3_600_000, '1h'],
  [86_400_000, '24h'],
  [172_800_000, '2d'],
  [2_592_000_000, '30d'],
  [1_999.6, '2s'],
  [-3, '0s'],
])('writes %d ms as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('reads back whatever it writes', () => {
  assert(
    property(nat({ max: 1_000_000_000_000 }), constantFrom(1, 1_000, 60_000, 3_600_000), (count, unit) => {
      const ms = (count % 100_000) * unit;
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
});
