import { expect, test } from 'vitest';
import { percentEncoded } from '../lib/mask.ts';
import { checkUrlSource, readTarget } from './url.ts';

test.each([
  ['{{ url }}', 'begin with'],
  ['{{ scheme }}://api.example.com/', 'begin with'],
  ['ftp://example.com/', 'begin with'],
  ['internal:/admin', 'begin with'],
  ['internal:/otp/{{ route }}', 'begin with'],
  ['https://{{ host }}/x', 'comes from a value'],
  ['https://api.example.com{{ path }}', 'comes from a value'],
  ['https://{% if a %}a{% else %}b{% endif %}.example.com/', 'comes from a value'],
])('refuses the url %s, whose scheme or host is not its own', (source, why) => {
  expect(checkUrlSource(source)).toMatchObject({ failure: 'refused', reason: expect.stringContaining(why) as unknown });
});

test('takes values in the path and the query', () => {
  expect(checkUrlSource('https://api.example.com:8443/users/{{ id }}?q={{ q }}')).toBeNull();
  expect(checkUrlSource('internal:/otp/send')).toBeNull();
});

test('reads where a request goes', () => {
  expect(readTarget('https://API.example.com/a/b?c=d#e')).toEqual({
    as: 'http',
    origin: 'https://api.example.com',
    path: '/a/b?c=d',
    place: 'api.example.com:443',
    shown: 'https://api.example.com/a/b?c=d',
  });
  expect(readTarget('internal:/otp/verify')).toEqual({ as: 'internal', route: 'verify', shown: 'internal:/otp/verify' });
});

test.each([
  ['https://user@api.example.com/', 'refused'],
  ['https://user:word@api.example.com/', 'refused'],
  ['file:///etc/passwd', 'refused'],
  ['internal:/otp/other', 'refused'],
  ['https://', 'bad_request'],
  ['https://api.example.com:99999/', 'bad_request'],
  ['https://api.example.com/users/../delete', 'bad_request'],
  ['https://api.example.com/users/%2E%2e/delete', 'bad_request'],
  ['https://api.example.com/users/.', 'bad_request'],
  ['https://api.example.com\\..\\x', 'bad_request'],
])('does not call %s', (url, failure) => {
  expect(readTarget(url)).toMatchObject({ failure });
});

test('dots inside a name, and in the query, are no way out of the path', () => {
  expect(readTarget('https://api.example.com/v1.2/..a/a..?x=../..')).toMatchObject({ as: 'http' });
});

test('encodes also a text with half a character in it', () => {
  expect(percentEncoded('a b&\uD83D')).toBe('a%20b%26%EF%BF%BD');
});
