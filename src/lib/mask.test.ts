import { expect, test } from 'vitest';
import { couldRead, maskDeep, maskDigits, maskValues, writtenForms } from './mask.ts';

test.each([
  ['my code is 482913', 'my code is ••••••'],
  ['٤٨٢ ۴۸ ४८ ４', '••• •• •• •'],
  ['①②', '••'],
  ['𝟒𞥙', '••'],
  ['no digits', 'no digits'],
])('masks the digits of %j', (text, masked) => {
  expect(maskDigits(text)).toBe(masked);
});

test.each([
  ['•••••• is your code.', '482913 is your code.', true],
  ['We texted •••. Type •••.', 'We texted +1 415. Type 482913.', true],
  ['•••', '', true],
  ['no mask', 'no mask', true],
  ['no mask', 'no mask at all', false],
  ['•••••• is your code.', '482913 is your code!', false],
  ['Code ••• for •••', 'Code 1', false],
  ['aba•••aba', 'aba', false],
  ['a.c ••• $', 'abc 1 $', false],
])('says whether %j could read %j in full', (masked, text, could) => {
  expect(couldRead(masked, text)).toBe(could);
});

test('masks every occurrence of every secret', () => {
  expect(maskValues('key=abc123&again=abc123;pin 4711', ['abc123', '4711'])).toBe('key=•••&again=•••;pin •••');
});

test('leaves no end of a longer secret when a shorter one begins it', () => {
  expect(maskValues('token tok-en-long', ['tok', 'tok-en-long'])).toBe('•••en •••');
  expect(maskValues('abcdefgh', ['abcde', 'defgh'])).toBe('•••');
  expect(maskValues('ababab', ['abab'])).toBe('•••');
});

test('masks neighbours one by one', () => {
  expect(maskValues('abcxyz', ['abc', 'xyz'])).toBe('••••••');
});

test('ignores an empty secret and those of one or two characters', () => {
  expect(maskValues('a b c', ['', 'a', 'b '])).toBe('a b c');
});

test('takes a secret as plain characters, never as a pattern', () => {
  expect(maskValues('a.c abc $&', ['a.c', '$&x'])).toBe('••• abc $&');
});

test('masks a whole JSON value: members, names, lists and numbers', () => {
  const value = { a: 'x 482913', list: ['482913', 1, null, true], deep: { 'n-482913': { pin: 482913 } } };
  const copy = structuredClone(value);
  expect(maskDeep(value, ['482913'])).toEqual({ a: 'x •••', list: ['•••', 1, null, true], deep: { 'n-•••': { pin: '•••' } } });
  expect(value).toEqual(copy);
});

test('uses up an iterator of secrets once and masks with all of them', () => {
  expect(maskDeep(['one', 'two', 'one'], new Set(['one', 'two']).values())).toEqual(['•••', '•••', '•••']);
});

test('keeps a member called __proto__ a plain member', () => {
  const masked = maskDeep(JSON.parse('{"__proto__":{"admin":"secret"}}'), ['secret']);
  expect(JSON.stringify(masked)).toBe('{"__proto__":{"admin":"•••"}}');
  expect(Object.getPrototypeOf(masked)).toBe(Object.prototype);
});

test('gives what holds no secret as it is, without a copy', () => {
  const value = { a: 'x', list: [1, { pin: 'none' }] };
  expect(maskDeep(value, ['482913', 'xy'])).toBe(value);
});

test('masks what is nested too deep to walk', () => {
  const value: unknown = JSON.parse(`${'['.repeat(100_000)}"secret"${']'.repeat(100_000)}`);
  const masked = JSON.stringify(maskDeep(value, ['secret']));
  expect(masked).toBe(`${'['.repeat(200)}"•••"${']'.repeat(200)}`);
});

test.each([
  ['in a URL', encodeURIComponent],
  ['in a form', (text: string) => new URLSearchParams({ a: text }).toString().slice(2)],
  ['in JSON', (text: string) => JSON.stringify(text)],
  ['in a text of JSON within JSON', (text: string) => JSON.stringify({ body: JSON.stringify({ text }) })],
])('knows every secret again as it is written %s', (_, write) => {
  for (const secret of ['a b&c', 'p%s', 'q"uote', 'back\\slash', 'zé+ü', 'line\nend']) {
    expect(maskValues(`<${write(secret)}>`, writtenForms(secret))).toMatch(/•••/);
    expect(maskValues(write(secret), writtenForms(secret)).replaceAll(/["{}:\\]|body|text/g, '')).toBe('•••');
  }
});

test('writes a plain secret in one way only', () => {
  expect(writtenForms('tok-4f_1.a~9')).toEqual(['tok-4f_1.a~9']);
});
