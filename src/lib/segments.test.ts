import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countEach, countSegments } from './segments.ts';

test.each([
  ['nothing', '', 'GSM-7', 1, 0],
  ['a short text', 'Hello', 'GSM-7', 1, 5],
  ['as much as one segment takes', 'a'.repeat(160), 'GSM-7', 1, 160],
  ['one character more, which makes it two of 153', 'a'.repeat(161), 'GSM-7', 2, 161],
  ['the most of two', 'a'.repeat(306), 'GSM-7', 2, 306],
  ['one more than two take', 'a'.repeat(307), 'GSM-7', 3, 307],
  ['characters of two units', '€'.repeat(80), 'GSM-7', 1, 160],
  ['a character of two units that does not fit into the end of a part', `${'a'.repeat(152)}€${'a'.repeat(153)}`, 'GSM-7', 3, 307],
  ['Greek capitals and German letters', 'ΔΩ äöüß ñ à', 'GSM-7', 1, 11],
])('counts %s', (_what, text, encoding, segments, units) => {
  expect(countSegments(text)).toEqual({ encoding, segments, units, culprit: null });
});

test.each([
  ['as much as one segment takes', 'я'.repeat(70), 1, 70, 'я'],
  ['one character more, which makes it two of 67', 'я'.repeat(71), 2, 71, 'я'],
  ['a smart quote among plain letters', 'It’s here', 1, 9, '’'],
  ['an emoji as two units', 'Hi 🙂', 1, 5, '🙂'],
  ['an emoji that does not fit into the end of a part', `${'я'.repeat(66)}🙂${'я'.repeat(66)}`, 3, 134, 'я'],
  ['ç, which GSM-7 has only as a capital', 'Ç ç', 1, 3, 'ç'],
])('counts what GSM-7 cannot write in UCS-2: %s', (_what, text, segments, units, culprit) => {
  expect(countSegments(text)).toEqual({ encoding: 'UCS-2', segments, units, culprit });
});

test('counts every text as it is counted character by character', () => {
  const ascii = fc.string({ unit: 'binary-ascii', maxLength: 700 });
  const any = fc.string({ unit: 'binary', maxLength: 400 });
  const text = fc.oneof(ascii, any, fc.stringMatching(/^[\x20-\x7e€\n\r]{0,400}$/));
  fc.assert(
    fc.property(text, (one) => {
      expect(countSegments(one)).toEqual(countEach(one));
    }),
    { numRuns: 2_000 },
  );
});
