import { createDecipheriv, randomBytes } from 'node:crypto';
import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { ParleyError } from './errors.ts';
import { deriveKeys, Sealer, SealError } from './seal.ts';

const secret = Buffer.alloc(32, 7);
const keys = deriveKeys(secret);

test('derives the same keys from the same secret, and others from another', () => {
  expect(deriveKeys(Buffer.alloc(32, 7))).toEqual(keys);
  expect(deriveKeys(Buffer.alloc(32, 8)).seal).not.toEqual(keys.seal);
});

test('derives a key of its own for each purpose', () => {
  const all = [keys.seal, keys.otp, keys.dedupe, keys.session, Buffer.from(keys.otpKey, 'base64url'), secret];
  for (const key of all) expect(key).toHaveLength(32);
  expect(new Set(all.map((key) => key.toString('hex'))).size).toBe(all.length);
});

test('gives an OTP key that fits in a header', () => {
  expect(keys.otpKey).toMatch(/^[\w-]{43}$/);
});

test('keeps its derivation from version to version, or stored texts are lost', () => {
  expect(keys.otpKey).toBe('x0BJ8XI-VE-1XlP0Tr5twFpWvUKs7lqFRL56AzfwERs');
});

test('refuses a short secret and says how to make one', () => {
  expect(() => deriveKeys(Buffer.alloc(31))).toThrow(ParleyError);
});

test('opens what it sealed, whatever the text', () => {
  const sealer = new Sealer([keys.seal]);
  assert(
    property(string({ unit: 'grapheme' }), (text) => {
      expect(sealer.open(sealer.seal(text))).toBe(text);
    }),
  );
  const long = 'é👍'.repeat(50_000);
  expect(sealer.open(sealer.seal(long))).toBe(long);
});

test('writes AES-256-GCM: version, nonce, ciphertext, tag', () => {
  const sealed = new Sealer([keys.seal]).seal('hello');
  expect(sealed).toHaveLength(1 + 12 + 5 + 16);
  expect(sealed[0]).toBe(1);
  const decipher = createDecipheriv('aes-256-gcm', keys.seal, sealed.subarray(1, 13));
  decipher.setAuthTag(sealed.subarray(-16));
  expect(decipher.update(sealed.subarray(13, -16), undefined, 'utf8') + decipher.final('utf8')).toBe('hello');
});

test('never uses a nonce twice, even when its pool runs out', () => {
  const sealer = new Sealer([keys.seal]);
  const nonces = Array.from({ length: 3_000 }, () => sealer.seal('').toString('hex', 1, 13));
  expect(new Set(nonces).size).toBe(nonces.length);
});

test('seals with the first key and opens with any', () => {
  const former = randomBytes(32);
  const old = new Sealer([former]).seal('kept');
  const sealer = new Sealer([keys.seal, former]);
  expect(sealer.open(old)).toBe('kept');
  expect(new Sealer([keys.seal]).open(sealer.seal('new'))).toBe('new');
});

test('refuses a text sealed under a key that it does not have', () => {
  expect(() => new Sealer([keys.seal]).open(new Sealer([randomBytes(32)]).seal('x'))).toThrow(SealError);
});

test('refuses a text with any one bit changed', () => {
  const sealer = new Sealer([keys.seal]);
  const sealed = sealer.seal('482913');
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const damaged = Buffer.from(sealed);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => sealer.open(damaged)).toThrow(SealError);
  }
});

test('refuses a text that was cut short, to any length', () => {
  const sealer = new Sealer([keys.seal]);
  const sealed = sealer.seal('482913');
  for (let length = 0; length < sealed.length; length += 1)
    expect(() => sealer.open(sealed.subarray(0, length))).toThrow(SealError);
});

test('takes no empty list of keys and no key of another length', () => {
  expect(() => new Sealer([])).toThrow(RangeError);
  expect(() => new Sealer([keys.seal, Buffer.alloc(16)])).toThrow(RangeError);
});
