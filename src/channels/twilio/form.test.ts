import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseForm } from './form.ts';

const plusEndsSequences = new URLSearchParams('é%a+b').has('é%a b');
const brokenByPlus = /%\+*[0-9a-f]?\++[0-9a-f]/i;

/** Node before 24 takes a sequence that a plus breaks up for an encoded one, against the standard: no reference there. */
const same = (body: string): void => {
  if (!plusEndsSequences && brokenByPlus.test(body)) return;
  expect(parseForm(body)).toEqual([...new URLSearchParams(body)]);
};

/** Bodies made of the pieces that matter to a form parser: separators, percent sequences whole and broken, raw characters. */
const piece = fc.oneof(
  fc.constantFrom(
    '&',
    '=',
    '+',
    '%',
    '?',
    '%%',
    '%2',
    '%zz',
    '%2B',
    '%26',
    '%3D',
    '%00',
    '%EF%BB%BF',
    '\ufeff',
    '\ud800',
    '\udc00',
    '😀',
  ),
  fc.integer({ min: 0, max: 255 }).map((byte) => `%${byte.toString(16).padStart(2, '0')}`),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ unit: 'grapheme', maxLength: 6 }).map(encodeURIComponent),
);
const bodies = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));

test('reads every body as URLSearchParams reads it', () => {
  fc.assert(fc.property(bodies, same), { numRuns: 100_000 });
}, 240_000);

test('reads any string at all as URLSearchParams reads it', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), same), { numRuns: 10_000 });
});

test('reads a sequence that a plus breaks up as URLSearchParams reads it', () => {
  expect(parseForm('é%a+b=')).toEqual([['é%a b', '']]);
  const broken = fc.array(fc.constantFrom('é', '%', 'a', '+', 'b', '=', '&', '4'), { maxLength: 9 });
  fc.assert(
    fc.property(broken, (pieces) => same(pieces.join(''))),
    { numRuns: 10_000 },
  );
});

test('gives back what a browser or Twilio encoded', () => {
  const pairs = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })));
  fc.assert(
    fc.property(pairs, (written) => {
      expect(parseForm(new URLSearchParams(written).toString())).toEqual(written);
    }),
  );
});

test('keeps repeated names and the order of arrival', () => {
  expect(parseForm('b=2&a=1&b=&b=2')).toEqual([
    ['b', '2'],
    ['a', '1'],
    ['b', ''],
    ['b', '2'],
  ]);
});

test('reads a plus as a space and an encoded plus as a plus', () => {
  expect(parseForm('Body=one+two&From=%2B14155550132')).toEqual([
    ['Body', 'one two'],
    ['From', '+14155550132'],
  ]);
});
