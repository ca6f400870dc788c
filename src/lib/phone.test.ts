import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { leftOut } from '../../test/support/skip.ts';
import { normalizePhone, type PhoneType, phoneCountry, readPhone, servesCountry } from './phone.ts';

function said(typed: string, region?: string, types?: readonly PhoneType[]): string {
  const reading = readPhone(typed, { ...(region === undefined ? {} : { region }), ...(types === undefined ? {} : { types }) });
  return reading.ok ? reading.e164 : reading.why;
}

test.each([
  ['+12125550147', 'US', '+12125550147'],
  ['(212) 555-0147', 'US', '+12125550147'],
  ['212.555.0147', 'US', '+12125550147'],
  ['212_555_0147', 'US', '+12125550147'],
  ['1-212-555-0147', 'US', '+12125550147'],
  ['212\u2013555\u20130147', 'US', '+12125550147'],
  ['sure, its (212) 555-0147!', 'US', '+12125550147'],
  ['I am 25 and my number is 212 555 0147', 'US', '+12125550147'],
  ['212 555 0147 ext 12', 'US', '+12125550147'],
  ['TEL:+1-212-555-0147', 'GB', '+12125550147'],
  ['whatsapp:+12125550147', 'GB', '+12125550147'],
  ['+ 1 212 555 0147', 'GB', '+12125550147'],
  ['(+44) 7911 123457', 'US', '+447911123457'],
  ['07911 123457', 'GB', '+447911123457'],
  ['+44 (0)7911 123457', 'US', '+447911123457'],
  ['0044 (0) 7911 123457', 'US', '+447911123457'],
  ['00447911123457', 'BR', '+447911123457'],
  ['011 44 7911 123457', 'US', '+447911123457'],
  ['+0044 7911 123457', 'GB', '+447911123457'],
  ['+34 (0)612 34 56 79', 'US', '+34612345679'],
  ['0171/2345678', 'DE', '+491712345678'],
  ['٠٥٠ ١٢٣ ٤٥٦٨', 'AE', '+971501234568'],
  ['२१२-५५५-०१४७', 'US', '+12125550147'],
  ['\u2066+1\u2069\u200e212\u200b5550147', 'GB', '+12125550147'],
  ['212 555 0147, 212-555-0147', 'US', '+12125550147'],
  ['212 555 0147 212 555 0147', 'US', '+12125550147'],
  ['212 555 0147', 'us', '+12125550147'],
])('reads %j typed in %s as %s', (typed, region, e164) => {
  expect(said(typed, region)).toBe(e164);
});

test.each([
  ['', 'US', 'none'],
  ['no thanks', 'US', 'none'],
  ['+', 'US', 'none'],
  ['999', 'GB', 'not_mobile'],
  ['Call 911', 'US', 'not_mobile'],
  ['415', 'US', 'too_short'],
  ['555-0147', 'US', 'too_short'],
  ['+1', 'US', 'too_short'],
  ['+1212555014', 'US', 'too_short'],
  ['+121255501477', 'US', 'too_long'],
  ['9'.repeat(200), 'US', 'too_long'],
  ['+999 888 777 666', 'US', 'bad_country'],
  ['212 555 0147', undefined, 'bad_country'],
  ['212 555 0147', 'XX', 'bad_country'],
  ['111 555 0147', 'US', 'invalid'],
  ['212 555 0147 or 212 555 0148', 'US', 'two'],
  ['212 555 0147\n212 555 0148', 'US', 'two'],
  ['212 555 0147 212 555 0148', 'US', 'two'],
  ['212 555 0147 / 212 555 0148', 'US', 'two'],
  ['+12125550147+12125550148', 'US', 'two'],
  ['212 555 0147 or 212 555 014', 'US', 'two'],
  ['020 7946 0019 or 07911 123457', 'GB', 'two'],
])('refuses %j typed in %s: %s', (typed, region, why) => {
  expect(said(typed, region)).toBe(why);
});

test.each([
  ['+1 900 555 4321', 'premium_rate'],
  ['+1 800 555 4321', 'toll_free'],
  ['+44 20 7946 0019', 'fixed_line'],
  ['+33 810 123 456', 'shared_cost'],
  ['+44 70 1234 5678', 'personal_number'],
  ['+882 13 300 655', 'voip'],
] as const)('refuses %s, which is %s, unless that kind is asked for', (typed, type) => {
  const refused = readPhone(typed, { region: 'US' });
  expect(refused).toEqual({ ok: false, why: 'not_mobile', e164: `+${typed.replace(/\D/g, '')}` });
  expect(readPhone(typed, { region: 'US', types: [type] })).toMatchObject({ ok: true, type });
});

test('takes a number that may be a mobile or a fixed line for either', () => {
  for (const types of [['mobile'], ['fixed_line'], ['fixed_line_or_mobile']] as const)
    expect(said('+12125550147', 'US', types)).toBe('+12125550147');
  expect(said('+12125550147', 'US', ['voip'])).toBe('not_mobile');
});

test('names country and kind of what it read', () => {
  expect(readPhone('06 12 34 56 79', { region: 'FR' })).toEqual({
    ok: true,
    e164: '+33612345679',
    country: 'FR',
    type: 'mobile',
  });
  expect(readPhone('+1 416 555 0147', {})).toEqual({
    ok: true,
    e164: '+14165550147',
    country: 'CA',
    type: 'fixed_line_or_mobile',
  });
  expect(readPhone('+870 776 123 456', {})).toMatchObject({ ok: true, country: '001' });
});

test('is done with a hostile text of 10,000 characters within a second', () => {
  const started = performance.now();
  for (const piece of [
    '1 ',
    '212 555 0147 ',
    '212 555 014, ',
    '+',
    ' ',
    '(',
    '+1 ',
    '(0)',
    '1'.repeat(17) + ' ' + '2'.repeat(17) + ',',
  ]) {
    readPhone(piece.repeat(10_000).slice(0, 10_000), { region: 'US' });
  }
  expect(performance.now() - started).toBeLessThan(1_000);
});

test.each([
  ['+12125550147', undefined, '+12125550147'],
  ['whatsapp:+12125550147', undefined, '+12125550147'],
  [' whatsapp: +12125550147', undefined, '+12125550147'],
  ['0012125550147', undefined, '+12125550147'],
  ['+1 (212) 555-0147', undefined, '+12125550147'],
  ['(212) 555-0147', 'US', '+12125550147'],
  ['+44 (0)7911 123457', 'US', '+447911123457'],
  ['+١٢١٢٥٥٥٠١٤٧', undefined, '+12125550147'],
  ['2125550147', undefined, null],
  ['+1212', undefined, null],
  ['+999123456789', undefined, null],
  ['my number is +12125550147', undefined, null],
  ['+12125550147, +12125550148', undefined, null],
  ['+12125550147+12125550148', undefined, null],
  ['whatsapp:', undefined, null],
  ['', 'US', null],
])('normalises %j with the region %s to %s', (text, region, e164) => {
  expect(normalizePhone(text, region)).toBe(e164);
});

test('knows the country of a number', () => {
  expect(phoneCountry('+12125550147')).toBe('US');
  expect(phoneCountry('+14165550147')).toBe('CA');
  expect(phoneCountry('+447781123456')).toBe('GG');
  expect(phoneCountry('+80012345678')).toBe('001');
  expect(phoneCountry('+11155550147')).toBeNull();
  expect(phoneCountry('words')).toBeNull();
});

test('counts the Channel Islands and Man as Britain, and never the other way round', () => {
  for (const island of ['GG', 'JE', 'IM']) expect(servesCountry(island, ['US', 'GB'])).toBe(true);
  expect(servesCountry('GB', ['GG'])).toBe(false);
  expect(servesCountry('JE', ['GG'])).toBe(false);
  expect(servesCountry('CA', ['US'])).toBe(false);
  expect(servesCountry('US', ['US'])).toBe(true);
});

const corpus = new URL('../../../shared/data/typed/phones.json', import.meta.url);
const left = leftOut(
  !existsSync(corpus),
  '../shared/data/typed/phones.json is not beside this checkout; its phone numbers are not read.',
);

test.skipIf(left)('reads every typed phone number of the shared corpus', () => {
  const { cases } = JSON.parse(readFileSync(corpus, 'utf8')) as { cases: { typed: string; country: string; gives: string }[] };
  expect(cases.length).toBeGreaterThan(0);
  for (const { typed, country, gives } of cases) {
    const reading = readPhone(typed, { region: country });
    expect({ typed, country, gives: reading.ok ? reading.e164 : 'refused' }).toEqual({ typed, country, gives });
  }
});
