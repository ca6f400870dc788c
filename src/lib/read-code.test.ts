import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { leftOut } from '../../test/support/skip.ts';
import { readCode } from './read-code.ts';

function said(typed: string, length = 6): string {
  const reading = readCode(typed, length);
  return reading.ok ? reading.code : reading.why;
}

test.each([
  '482913',
  '\t482913\n',
  '482 913',
  '482-913',
  '48-29-13',
  '4 8 2 9 1 3',
  '482.913',
  '482_913',
  '482 - 913',
  '482\u2013913',
  '482\u2212913',
  '482\u00a0913',
  'ok its 482913 ty',
  'Use 482913 within 10 minutes',
  'FB-482913',
  '482913 482913',
  '482913\n482 913',
  '482913 is your code. Call +1 415 555 0132 for help',
  '(482913)',
  '٤٨٢٩١٣',
  '۴۸۲۹۱۳',
  '𝟒𝟖𝟐𝟗𝟏𝟑',
  '4️⃣8️⃣2️⃣9️⃣1️⃣3️⃣',
  '\u2066482913\u2069',
  '482\u200d913',
])('reads 482913 in %j', (typed) => {
  expect(readCode(typed, 6)).toEqual({ ok: true, code: '482913' });
});

test.each([
  ['48291', 'too_short'],
  ['482\n913', 'too_short'],
  ['O82913', 'too_short'],
  ['try 12, then 34', 'too_short'],
  ['4829137', 'too_long'],
  ['48 29 13 7', 'too_long'],
  ['482913 482914', 'two'],
  ['482 913, 482 914', 'two'],
  ['٤٨٢٩١٣ or 482914', 'two'],
  ['+44 20', 'phone'],
  ['(415) 555-0132', 'phone'],
  ['415/555/0132', 'phone'],
  ['123456789', 'phone'],
  ['four', 'none'],
  ['', 'none'],
  ['+', 'none'],
])('says why there is no code in %j: %s', (typed, why) => {
  expect(readCode(typed, 6)).toEqual({ ok: false, why });
});

test('keeps zeros, because a code is no number', () => {
  expect(said('000004')).toBe('000004');
  expect(said('00 00', 4)).toBe('0000');
});

test('takes unjoined digits before joined ones', () => {
  expect(said('12 3456 1234', 4)).toBe('two');
  expect(said('1 2 3 4 56789', 5)).toBe('56789');
});

test('does not call a long code that lacks a digit a phone number', () => {
  expect(said('123456789', 10)).toBe('too_short');
});

test('never reads one code in two different ones, wherever they stand', () => {
  for (const between of [' ', '\n', ', ', ' or ', ' / ']) expect(said(`111111${between}222222`)).toBe('two');
});

test('needs no more than linear time for a text of 10,000 characters', () => {
  const texts = ['1 ', '1', ' ', '1        x', '+', '٣-', '--------1', '\u200b', '.', '12345 '].map((piece) =>
    piece.repeat(10_000).slice(0, 10_000),
  );
  const started = performance.now();
  for (const text of texts) readCode(text, 6);
  expect(performance.now() - started).toBeLessThan(1_000);
});

const corpus = new URL('../../../shared/data/typed/codes.json', import.meta.url);
const left = leftOut(!existsSync(corpus), '../shared/data/typed/codes.json is not beside this checkout; its codes are not read.');

test.skipIf(left)('reads every typed code of the shared corpus', () => {
  const { length, cases } = JSON.parse(readFileSync(corpus, 'utf8')) as {
    length: number;
    cases: { typed: string; gives: string }[];
  };
  expect(cases.length).toBeGreaterThan(0);
  expect(cases.map(({ typed }) => ({ typed, gives: said(typed, length) }))).toEqual(cases);
});
