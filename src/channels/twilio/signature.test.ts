import { parse } from 'node:querystring';
import * as fc from 'fast-check';
import twilio from 'twilio';
import { expect, test } from 'vitest';

import { inboundParams, signWebhook } from '../../../test/support/twilio.ts';
import { parseForm } from './form.ts';
import type { FormPair } from './form.ts';
import { createSignatureCheck } from './signature.ts';

const TOKEN = 'a'.repeat(32);
const PUBLIC_URL = 'https://chat.example.com';
const PATH = '/webhooks/twilio';
const pairsOf = (params: Readonly<Record<string, string>>): readonly FormPair[] => Object.entries(params);

/** The library's form of the parameters: an object whose repeated names are arrays. */
const paramsOf = (pairs: readonly FormPair[]): Record<string, unknown> => ({
  ...parse(new URLSearchParams(asList(pairs)).toString()),
});
const asList = (pairs: readonly FormPair[]): [string, string][] => pairs.map(([name, value]) => [name, value]);

const names = fc.oneof(
  fc.constantFrom('Body', 'From', 'x[y]', "it's", 'A', 'AB', 'a', '😀', 'constructor'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
);
const values = fc.oneof(
  fc.constantFrom('', 'hello', '"quoted"', '😀 é', "o'clock", '+14155550100'),
  fc.string({ unit: 'grapheme' }),
);
const fields = fc.array(fc.tuple(names, values), { maxLength: 8 });
const publicUrls = fc.constantFrom(
  'https://chat.example.com',
  'http://chat.example.com',
  'https://chat.example.com:443',
  'http://chat.example.com:80',
  'https://chat.example.com:8443',
  'http://[::1]:3000',
  'HTTPS://Chat.Example.com/base',
);
const queryPart = fc.oneof(
  fc.constantFrom("a='b'", 'x[y]=1', 'q=%27', 'q=a+b', 'a=1&a=2', '"', '', 'é'),
  fc.string({ unit: 'grapheme-ascii' }),
);
const paths = fc.oneof(
  fc.constantFrom(PATH, '/', `${PATH}?`, `${PATH}?bodySHA256=x`, "/it's/here", '/a/../b', '//two'),
  queryPart.map((query) => `${PATH}?${query.replaceAll('#', '')}`),
);
const alterations = fc.constantFrom('none', 'url', 'token', 'field', 'header', 'escaped', 'without port', 'with port');

function signAs(alteration: string, url: string, params: Record<string, unknown>): string {
  const sign = (target: string): string => twilio.getExpectedTwilioSignature(TOKEN, target, params);
  if (alteration === 'url') return sign(`${url}x`);
  if (alteration === 'token') return twilio.getExpectedTwilioSignature('b'.repeat(32), url, params);
  if (alteration === 'field') return twilio.getExpectedTwilioSignature(TOKEN, url, { ...params, Body: 'altered by another' });
  if (alteration === 'header') return sign(url).slice(1);
  if (alteration === 'escaped') return sign(new URL(url).toString());
  if (alteration === 'without port') return sign(url.replace(/:\d+(?=\/|$)/, ''));
  if (alteration === 'with port')
    return sign(url.replace(/^(https?:\/\/[^/:]+)(?=\/)/, url.startsWith('https') ? '$1:443' : '$1:80'));
  return sign(url);
}

test("agrees with Twilio's library on every request, signed or tampered with", () => {
  const verdicts = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(publicUrls, paths, fields, alterations, (publicUrl, path, pairs, alteration) => {
      const params = paramsOf(pairs);
      const signature = signAs(alteration, publicUrl + path, params);
      const expected = twilio.validateRequest(TOKEN, signature, publicUrl + path, params);
      verdicts[expected ? 'accepted' : 'refused'] += 1;
      expect(createSignatureCheck({ publicUrl, tokens: [TOKEN] })(path, pairs, signature)).toBe(expected);
    }),
    { numRuns: 100_000 },
  );
  // Both kinds were seen, so the agreement means something.
  expect(Math.min(verdicts.accepted, verdicts.refused)).toBeGreaterThan(10_000);
}, 240_000);

test('accepts a webhook signed as Twilio describes it, after a trip through the form parser', () => {
  const params = inboundParams({ body: `it's "6" 😀 & x[y] = 100 %` });
  const signature = signWebhook({ publicUrl: PUBLIC_URL, path: `${PATH}?lang=en`, params, token: TOKEN });
  const check = createSignatureCheck({ publicUrl: PUBLIC_URL, tokens: [TOKEN] });
  const pairs = parseForm(new URLSearchParams(params).toString());
  expect(check(`${PATH}?lang=en`, pairs, signature)).toBe(true);
  expect(check(PATH, pairs, signature)).toBe(false);
});

test('refuses a webhook with one field changed, added or taken away', () => {
  const params = inboundParams({ body: 'hello' });
  const signature = signWebhook({ publicUrl: PUBLIC_URL, path: PATH, params, token: TOKEN });
  const check = createSignatureCheck({ publicUrl: PUBLIC_URL, tokens: [TOKEN] });
  expect(check(PATH, pairsOf(params), signature)).toBe(true);
  expect(check(PATH, pairsOf({ ...params, Body: 'hellp' }), signature)).toBe(false);
  expect(check(PATH, [...pairsOf(params), ['Extra', '1']], signature)).toBe(false);
  expect(check(PATH, pairsOf(params).slice(1), signature)).toBe(false);
});

test('accepts either of two tokens while one is being changed, and no third', () => {
  const check = createSignatureCheck({ publicUrl: PUBLIC_URL, tokens: ['new', 'old'] });
  const params = inboundParams();
  const signedBy = (token: string): string => signWebhook({ publicUrl: PUBLIC_URL, path: PATH, params, token });
  expect(['new', 'old', 'other'].map((token) => check(PATH, pairsOf(params), signedBy(token)))).toEqual([true, true, false]);
});

test('refuses a request without a signature', () => {
  const check = createSignatureCheck({ publicUrl: PUBLIC_URL, tokens: [TOKEN] });
  expect(check(PATH, [], undefined)).toBe(false);
  expect(check(PATH, [], '')).toBe(false);
});

test('refuses what an empty token would sign', () => {
  const signature = twilio.getExpectedTwilioSignature('', PUBLIC_URL + PATH, {});
  expect(createSignatureCheck({ publicUrl: PUBLIC_URL, tokens: [''] })(PATH, [], signature)).toBe(false);
});

test('refuses a target that is not a path, even when it is signed', () => {
  const check = createSignatureCheck({ publicUrl: PUBLIC_URL, tokens: [TOKEN] });
  const signature = twilio.getExpectedTwilioSignature(TOKEN, `${PUBLIC_URL}.evil.example/`, {});
  expect(check('.evil.example/', [], signature)).toBe(false);
});

test('never throws, whatever the target and the header are', () => {
  const check = createSignatureCheck({ publicUrl: PUBLIC_URL, tokens: [TOKEN] });
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fields, fc.string({ unit: 'binary' }), (target, pairs, header) => {
      expect(check(target, pairs, header)).toBe(false);
      expect(check(`/${target}`, pairs, header)).toBe(false);
    }),
  );
});
