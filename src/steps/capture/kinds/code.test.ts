import { expect, test } from 'vitest';
import { readAs } from '../../../../test/support/steps.ts';
import { code } from './code.ts';

test.each([
  ['123456', '123456'],
  ['000004', '000004'],
  ['my code is 123-456.', '123456'],
  ['١٢٣٤٥٦', '123456'],
])('reads %j as the text %j, zeros kept', (typed, value) => {
  expect(readAs(code, {}, typed)).toEqual({ ok: true, value });
});

test('has six digits, or as many as the flow says', () => {
  expect(readAs(code, { length: 4 }, '1234')).toEqual({ ok: true, value: '1234' });
  expect(readAs(code, { length: 4 }, '123456')).toMatchObject({ ok: false, why: 'too_long' });
});

test.each([
  ['12345', 'too_short', 'You have not typed enough numbers. The code has 6 numbers. Please type it again.'],
  ['1234567', 'too_long', 'You have typed too many numbers. The code has 6 numbers. Please type it again.'],
  ['123456 654321', 'two', 'We saw more than one code. Please type only the newest 6-digit code.'],
  ['+1 415 555 0132', 'phone', 'That looks like a phone number. Please type the 6-digit code from the text we sent.'],
  ['which code?', 'none', 'Please type the 6-digit code from the text we sent.'],
])('says what is wrong with %j', (typed, why, retry) => {
  expect(readAs(code, {}, typed)).toEqual({ ok: false, why, retry });
});

test('repeats none of the digits that were typed', () => {
  for (const typed of ['98765', '9876543', '987654 876543']) {
    const reading = readAs(code, {}, typed);
    expect(JSON.stringify(reading)).not.toMatch(/\d{4}/);
  }
});
