import { array, assert, constantFrom, integer, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { sendable, splitText } from './sendable.ts';

test('drops what XML cannot carry', () => {
  expect(sendable('a\0b\u0008c\u000bd\u000ce\u000ef\u001fg\u007fh\ufffei\uffffj')).toBe('abcdefghij');
});

test('drops half a surrogate pair and keeps a whole one', () => {
  expect(sendable('a\ud83db\udc4dc')).toBe('abc');
  expect(sendable('👍\ud83d👍')).toBe('👍👍');
});

test.each(['', 'plain', 'tab\t line\r\nend', 'é مرحبا 👍🏽 \u0085 \u200d €'])('leaves %j as it is', (text) => {
  expect(sendable(text)).toBe(text);
});

test('gives only characters that XML 1.0 allows', () => {
  assert(
    property(string({ unit: 'binary' }), array(constantFrom('\0', '\ud800', '\uffff', '\udfff')), (text, bad) => {
      const clean = sendable(text + bad.join('x'));
      for (const char of clean) expect(char).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]$/u);
    }),
    { numRuns: 200 },
  );
});

test('keeps a text that fits in one piece, as it is', () => {
  expect(splitText(' Hello\n\nyou ')).toEqual([' Hello\n\nyou ']);
  expect(splitText('x'.repeat(1600))).toEqual(['x'.repeat(1600)]);
});

test('gives no piece for a blank text', () => {
  expect(splitText('')).toEqual([]);
  expect(splitText(' \n ')).toEqual([]);
  expect(splitText(' '.repeat(5_000))).toEqual([]);
});

test('takes 1,600 units as the limit when none is given', () => {
  expect(splitText(`${'x'.repeat(1600)} y`)).toEqual(['x'.repeat(1600), 'y']);
});

test.each([
  ['a paragraph before a line', 'One two.\n\nThree\nfour five six', 20, ['One two.', 'Three\nfour five six']],
  ['a line before a sentence', 'One two\nthree. Four five', 20, ['One two', 'three. Four five']],
  ['a sentence before a word', 'One two. Three four five', 20, ['One two.', 'Three four five']],
  ['a sentence that ends in a quote', 'He said "no." Then he went on', 20, ['He said "no."', 'Then he went on']],
  ['a sentence in a script without blanks', '你好你好你好。再见再见再见再见', 12, ['你好你好你好。', '再见再见再见再见']],
  [
    'a word when the paragraph would be tiny',
    'Hi\n\nsome longer words follow here',
    20,
    ['Hi\n\nsome longer', 'words follow here'],
  ],
  ['a word that ends at the limit', 'abcde fghij', 5, ['abcde', 'fghij']],
  ['inside a word only when it must', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
  ['never at a no-break space', 'ab 10\u00a0kg', 6, ['ab', '10\u00a0kg']],
  ['on either side of Windows line ends', 'One two\r\n\r\nThree four five', 16, ['One two', 'Three four five']],
])('splits at %s', (_where, text, limit, pieces) => {
  expect(splitText(text, limit)).toEqual(pieces);
});

test('never splits a surrogate pair, a flag, a family or a letter and its marks', () => {
  expect(splitText('👍👍👍', 3)).toEqual(['👍', '👍', '👍']);
  expect(splitText('ab👍', 3)).toEqual(['ab', '👍']);
  expect(splitText('abe\u0301', 3)).toEqual(['ab', 'e\u0301']);
  expect(splitText('abc 🇩🇪🇫🇷', 7)).toEqual(['abc', '🇩🇪', '🇫🇷']);
  expect(splitText('x👩‍👩‍👧', 8)).toEqual(['x', '👩‍👩‍👧']);
  expect(splitText('ab \u0301cd', 3)).toEqual(['ab', ' \u0301c', 'd']);
});

test('cuts one endless character between its marks, still not inside a pair', () => {
  expect(splitText(`e${'\u0301'.repeat(9)}`, 4).map((piece) => piece.length)).toEqual([4, 4, 2]);
  expect(splitText('👍🏽', 3)).toEqual(['👍', '🏽']);
  expect(splitText('👍', 1)).toEqual(['👍']);
});

test('loses nothing but blanks, keeps the limit and gives no blank piece', () => {
  const unit = constantFrom('a', 'bc', ' ', '  ', '\n', '\n\n', '. ', '。', '👍', 'e\u0301', '\u0301', '\u00a0', '👩‍👧');
  assert(
    property(string({ unit, maxLength: 200 }), integer({ min: 2, max: 40 }), (text, limit) => {
      const pieces = splitText(text, limit);
      expect(pieces.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      for (const piece of pieces) {
        expect(piece.length).toBeLessThanOrEqual(limit);
        expect(piece.trim()).not.toBe('');
        expect(sendable(piece)).toBe(piece);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('splits a megabyte without a blank, and one of blanks, within a second each', () => {
  for (const text of ['x'.repeat(1_000_000), `${' '.repeat(1_000_000)}\n`, 'a\n'.repeat(500_000), '\u0301'.repeat(1_000_000)]) {
    const started = performance.now();
    splitText(text);
    expect(performance.now() - started).toBeLessThan(1_000);
  }
});
