import { assert, constantFrom, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { foldKeyword } from './keyword.ts';

test.each([
  ['hi', 'hi'],
  ['HI', 'hi'],
  ['  Hi!! ', 'hi'],
  ['"hi"', 'hi'],
  ['*hi*', 'hi'],
  ['re-send', 're send'],
  ['re  -  send', 're send'],
  ['re\nsend.', 're send'],
  ['¡Hola!', 'hola'],
  ['ＨＩ', 'hi'],
  ['\u200fhi\u200e', 'hi'],
  ['h\u200bi', 'hi'],
  ['\ufeffhi\u00a0', 'hi'],
  ['cafe\u0301', 'caf\u00e9'],
  ['ÀÉ', 'àé'],
  ['İptal', 'iptal'],
  ['ПРИВЕТ!', 'привет'],
  ['مرحبا؟', 'مرحبا'],
  ['1.', '1'],
  ['+1', '+1'],
  ['👍', '👍'],
  ['❤\ufe0f!', '❤'],
  ['ok 👍🏽', 'ok 👍🏽'],
  ['', ''],
  ['???', ''],
])('folds %j to %j', (typed, folded) => {
  expect(foldKeyword(typed)).toBe(folded);
});

test('does not fold "stop please" to the word stop', () => {
  expect(foldKeyword('stop please')).not.toBe('stop');
});

const TRICKY = constantFrom(
  ...'aIeİıΣßﬁÅᾳ´¨-! \n…½①٣\u0301\u0307\u0323\u0345\u200d\ufe0f\u3164\uffa0\ud800'.split(''),
  '👍',
  '🏽',
);

test('changes nothing when it folds a second time', () => {
  assert(
    property(string({ unit: TRICKY }), (text) => {
      const once = foldKeyword(text);
      expect(foldKeyword(once)).toBe(once);
    }),
    { numRuns: 2_000 },
  );
});
