import { expect, test } from 'vitest';
import { AllowList, isPublicAddress } from './guard.ts';

test.each(['8.8.8.8', '2606:4700:4700::1111', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '2002:808:808::1'])(
  'takes the public address %s',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

test.each([
  '127.0.0.1',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '192.0.0.8',
  '198.18.0.1',
  '203.0.113.5',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:169.254.169.254',
  '::127.0.0.1',
  '64:ff9b::10.0.0.1',
  '64:ff9b:1::8.8.8.8',
  '2002:7f00:1::',
  '2001:0:4136:e378:8000:63bf:3fff:fdd2',
  'fe80::1',
  'fec0::1',
  'fd00::1',
  'ff02::1',
  '2001:db8::1',
  '100::1',
  '4000::1',
  'example.com',
  '',
])('refuses the address %j', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test('an entry with a port allows that port only', () => {
  const list = new AllowList(['10.0.0.5:8080']);
  expect(list.has('10.0.0.5', 'http:', '8080')).toBe(true);
  expect(list.has('10.0.0.5', 'http:', '')).toBe(false);
  expect(list.has('10.0.0.6', 'http:', '8080')).toBe(false);
});

test("an entry without a port allows the default port of the URL's scheme only", () => {
  const list = new AllowList(['otp.internal']);
  expect(list.has('otp.internal', 'http:', '')).toBe(true);
  expect(list.has('otp.internal', 'https:', '')).toBe(true);
  expect(list.has('otp.internal', 'https:', '443')).toBe(true);
  expect(list.has('otp.internal', 'http:', '443')).toBe(false);
  expect(list.has('otp.internal', 'http:', '8080')).toBe(false);
});

test('an entry with the default port allows a URL that does not write it', () => {
  expect(new AllowList(['otp.internal:80']).has('otp.internal', 'http:', '')).toBe(true);
});

test('entries match however the host is written', () => {
  const list = new AllowList([' OTP.Internal.:9000 ', '[::1]:8080', 'fd00::5']);
  expect(list.has('otp.internal.', 'http:', '9000')).toBe(true);
  expect(list.has('::1', 'http:', '8080')).toBe(true);
  expect(list.has('[fd00::5]', 'https:', '')).toBe(true);
});

test('an entry that is no host allows nothing', () => {
  const list = new AllowList(['', 'a b', ':80']);
  expect(list.has('', 'http:', '')).toBe(false);
  expect(list.has('a', 'http:', '')).toBe(false);
});
