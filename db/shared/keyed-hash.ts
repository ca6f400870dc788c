import { createHmac } from 'node:crypto';

/** 16 bytes that stand for a text: nobody without the key can guess the text, and equal texts are known again. */
export type KeyedHash = (text: string) => Buffer;

export function keyedHash(key: Buffer): KeyedHash {
  return (text) => createHmac('sha256', key).update(text).digest().subarray(0, 16);
}
