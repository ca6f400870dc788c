import { expect, test } from 'vitest';
import { Redactor } from './redact.ts';

test('hides a secret in texts, keys, lists and as a number', () => {
  const redactor = new Redactor(['s3cret', '424242']);
  expect(redactor.value({ a: 'x s3cret y', s3cret: [{ b: 's3cret' }], n: 424242, m: 17, ok: true, none: null })).toEqual({
    a: 'x ••• y',
    '•••': [{ b: '•••' }],
    n: '•••',
    m: 17,
    ok: true,
    none: null,
  });
});

test('hides a secret that is written escaped or percent-encoded', () => {
  const redactor = new Redactor(['a"b c/d']);
  expect(redactor.text('x=a%22b%20c%2Fd')).toBe('x=•••');
  expect(redactor.text('x=a%22b+c%2Fd')).toBe('x=•••');
  expect(redactor.text('{"x":"a\\"b c/d"}')).toBe('{"x":"•••"}');
});

test('does not look for secrets of one or two characters', () => {
  expect(new Redactor(['', 'a', 'ab']).text('a cab')).toBe('a cab');
});

test('learns secrets of one call without telling the next', () => {
  const lasting = new Redactor(['first']);
  expect(lasting.with(['second']).text('first second')).toBe('••• •••');
  expect(lasting.text('first second')).toBe('••• second');
  expect(lasting.with(['Bearer first'])).toBe(lasting);
});
