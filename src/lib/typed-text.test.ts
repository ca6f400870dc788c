import { expect, test } from 'vitest';
import { plainText } from './typed-text.ts';

test.each([
  ['hello 123\nyou', 'hello 123\nyou'],
  ['٠١٢٣٤٥٦٧٨٩', '0123456789'],
  ['۰۱۲۳۴۵۶۷۸۹', '0123456789'],
  ['०१२३४५६७८९', '0123456789'],
  ['๐๑๒๓๔๕๖๗๘๙', '0123456789'],
  ['０１２３４５６７８９', '0123456789'],
  ['𝟎𝟗𝟘𝟡𝟢𝟫𝟬𝟵𝟶𝟿', '0909090909'],
  ['𞥐𞥑𞥙', '019'],
  ['1\ufe0f\u20e32\ufe0f\u20e3', '12'],
  ['\u202a+1\u200b4\u202c\u200e\ufeff', '+14'],
  ['＋１', '+1'],
  ['a\u00a0b', 'a b'],
])('reads %j as %j', (typed, plain) => {
  expect(plainText(typed)).toBe(plain);
});

test('gives every decimal digit of Unicode its own value', () => {
  const formats = [
    'ar-u-nu-arab',
    'fa-u-nu-arabext',
    'bn-u-nu-beng',
    'my-u-nu-mymr',
    'km-u-nu-khmr',
    'lo-u-nu-laoo',
    'ta-u-nu-tamldec',
    'bo-u-nu-tibt',
  ];
  for (const format of formats) {
    const typed = new Intl.NumberFormat(format, { useGrouping: false }).format(1_234_567_890);
    expect(plainText(typed)).toBe('1234567890');
    expect(typed).not.toBe('1234567890');
  }
});
