import { expect, test } from 'vitest';
import { readAs } from '../../../../test/support/steps.ts';
import { email } from './email.ts';

test.each([
  ['ada@example.com', 'ada@example.com'],
  ['Write to Ada.L+chat@Example.CO.UK, please.', 'Ada.L+chat@example.co.uk'],
  ['<ada@example.com>', 'ada@example.com'],
  ['jörg@müller.example', 'jörg@müller.example'],
  ['ada@example.com ada@example.com', 'ada@example.com'],
  ['o’neil@example.com', "o'neil@example.com"],
  ['ａｄａ@ｅｘａｍｐｌｅ.ｃｏｍ', 'ada@example.com'],
])('finds the address in %j', (typed, value) => {
  expect(readAs(email, {}, typed)).toEqual({ ok: true, value });
});

test.each(['ada', 'ada@example', 'ada @example.com', '@example.com', 'ada@-example-.com', ''])('finds none in %j', (typed) => {
  expect(readAs(email, {}, typed)).toEqual({
    ok: false,
    why: 'no address',
    retry: 'We could not see an email address there. Type it like name@example.com.',
  });
});

test('wants one address, not two', () => {
  expect(readAs(email, {}, 'ada@example.com or bo@example.com')).toMatchObject({ ok: false, why: 'two addresses' });
});

test('takes no address of more than 254 characters, and none with more than 64 before the @', () => {
  expect(readAs(email, {}, `${'a'.repeat(65)}@example.com`)).toMatchObject({ ok: false, why: 'no address' });
  const long = `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(20)}.com`;
  expect(readAs(email, {}, long)).toMatchObject({ ok: false, why: 'no address' });
});

test.each(['a@'.repeat(5000), 'a'.repeat(10_000), `a@${'b.'.repeat(5000)}`, `a@${'b-'.repeat(5000)}`])(
  'reads a text made to be slow at once',
  (typed) => {
    const started = performance.now();
    readAs(email, {}, typed);
    expect(performance.now() - started).toBeLessThan(1000);
  },
);
