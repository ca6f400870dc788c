import type { Request } from 'express';
import { expect, it } from 'vitest';
import { clientAddress } from './client-address.ts';

function asked(remoteAddress: string, forwarded?: string): Request {
  return { socket: { remoteAddress }, get: () => forwarded } as unknown as Request;
}

it.each([
  ['203.0.113.5', undefined, '203.0.113.5'],
  ['203.0.113.5', '198.51.100.1', '203.0.113.5'],
  ['127.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['::ffff:127.0.0.1', '6.6.6.6, 198.51.100.1', '198.51.100.1'],
  ['10.0.0.2', 'nonsense', '10.0.0.2'],
  ['127.0.0.1', undefined, '127.0.0.1'],
  ['2001:db8:1:2:3:4:5:6', undefined, '2001:db8:1:2::/64'],
  ['2001:db8::1', undefined, '2001:db8:0:0::/64'],
  ['::1', '2001:db8:1:2:ffff::9', '2001:db8:1:2::/64'],
  ['::1', undefined, '::1'],
])('a request from %s for %s counts for %s', (peer, forwarded, expected) => {
  expect(clientAddress(asked(peer, forwarded)).address).toBe(expected);
});
