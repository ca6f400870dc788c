import { brotliDecompressSync, unzipSync } from 'node:zlib';
import type { ApiFailure } from '../engine/api.ts';

/** The most an answer's body may have, in bytes, as sent and as unpacked. */
export const MAX_BODY = 256 * 1024;

/** The text of a body, or why it could not be read. */
export type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly failure: ApiFailure; readonly reason: string };

/** What is said of an answer past the limit. */
export const tooLarge = {
  ok: false,
  failure: 'too_large',
  reason: 'The answer is longer than 256 KiB, so it was not read to its end. Ask the API for less.',
} as const satisfies Decoded;

/** Puts a body together and unpacks it where the server packed it although it was asked not to. */
export function decodeBody(chunks: readonly Buffer[], encoding: string | undefined): Decoded {
  const [first] = chunks;
  if (!first) return { ok: true, text: '' };
  const bytes = chunks.length === 1 ? first : Buffer.concat(chunks);
  const unpacked = encoding ? unpack(bytes, encoding.trim().toLowerCase()) : bytes;
  return Buffer.isBuffer(unpacked) ? { ok: true, text: unpacked.toString('utf8').replace(/^\uFEFF/, '') } : unpacked;
}

function unpack(bytes: Buffer, encoding: string): Buffer | Decoded {
  const limit = { maxOutputLength: MAX_BODY };
  try {
    if (encoding === '' || encoding === 'identity') return bytes;
    if (encoding === 'gzip' || encoding === 'x-gzip' || encoding === 'deflate') return unzipSync(bytes, limit);
    if (encoding === 'br') return brotliDecompressSync(bytes, limit);
  } catch (error) {
    if (error instanceof RangeError) return tooLarge;
    return {
      ok: false,
      failure: 'network',
      reason: 'The answer is damaged: it could not be unpacked. Try again, or tell who runs the API.',
    };
  }
  return {
    ok: false,
    failure: 'refused',
    reason:
      'The answer is packed in a way that is not read here (gzip, deflate and br are). Set no "Accept-Encoding" in the API\'s headers.',
  };
}
