import { describe, expect, test } from 'vitest';
import { readAs } from '../../../../test/support/steps.ts';
import { PERSON, scopeOf } from '../../../../test/support/engine.ts';
import { phone } from './phone.ts';

test.each([
  ['+1 415 555 0132', {}],
  ['415 555 0132', { country: 'US' }],
  ['my number is (415) 555-0132, thanks', { country: 'US' }],
])('saves %j as E.164', (typed, keys) => {
  expect(readAs(phone, keys, typed)).toEqual({ ok: true, value: '+14155550132' });
});

test('reads a number without country code as one of our own country, unless the flow names another', () => {
  expect(readAs(phone, {}, '415 555 0132', { country: 'US' })).toEqual({ ok: true, value: '+14155550132' });
  expect(readAs(phone, { country: 'GB' }, '07400 123456', { country: 'US' })).toEqual({ ok: true, value: '+447400123456' });
  expect(readAs(phone, {}, '415 555 0132')).toMatchObject({ ok: false });
});

test.each([
  ['hello', 'none', 'We could not see a phone number there.'],
  ['+1 415', 'too_short', 'That number looks too short.'],
  ['+1 415 555 0132 999 888', 'too_long', 'That number looks too long.'],
  ['+999 415 555 0132', 'bad_country', 'We do not recognise that country code.'],
  ['+1 415 555 0132 or +1 415 555 0177', 'two', 'We saw more than one number.'],
  ['+44 20 7946 0018', 'not_mobile', 'We cannot text that number.'],
])('says what is wrong with %j', (typed, why, words) => {
  const reading = readAs(phone, {}, typed);
  expect(reading).toEqual({ ok: false, why, retry: expect.stringContaining(words) });
});

test('takes the types of number the flow names, instead of mobile ones', () => {
  expect(readAs(phone, { types: ['fixed_line'] }, '+44 20 7946 0018')).toEqual({ ok: true, value: '+442079460018' });
  expect(readAs(phone, { types: ['fixed_line'] }, '+44 7400 123456')).toMatchObject({ ok: false, why: 'not_mobile' });
});

describe('with allow_sender', () => {
  test('"1" means the number the person texts from', () => {
    expect(readAs(phone, { allow_sender: true }, ' 1 ')).toEqual({ ok: true, value: PERSON.address });
    expect(readAs(phone, { allow_sender: true }, '+1 415 555 0132')).toEqual({ ok: true, value: '+14155550132' });
  });

  test('a sender whose address is no phone number is asked for one', () => {
    const scope = scopeOf({}, { contact: { ...PERSON, channel: 'whatsapp', address: 'ada.lovelace' } });
    expect(readAs(phone, { allow_sender: true }, '1', { scope })).toMatchObject({ ok: false, why: 'none' });
  });

  test('without it, "1" is no number', () => {
    expect(readAs(phone, {}, '1')).toMatchObject({ ok: false });
  });
});
