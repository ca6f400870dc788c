import { createHmac } from 'node:crypto';

/** What stands for a person's address where the address must not: the same each time, and nothing without the key. */
export function personHash(key: Buffer, address: string): string {
  return `person:${createHmac('sha256', key).update(`person ${address}`).digest('hex').slice(0, 16)}`;
}
