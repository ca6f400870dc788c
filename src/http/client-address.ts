import { isIP } from 'node:net';
import type { Request } from 'express';

/** Where a request came from: who connected to us, and for whom. */
export interface ClientAddress {
  readonly address: string;
  readonly peer: string;
}

/**
 * Behind a proxy on this machine or in its network the address is what the nearest proxy wrote last into `X-Forwarded-For`:
 * what stands before it anybody can write. Of IPv6 the network counts, of which one person has all addresses.
 */
export function clientAddress(request: Request): ClientAddress {
  const peer = plain(request.socket.remoteAddress ?? '');
  const told = isNear(peer) ? plain((request.get('X-Forwarded-For') ?? '').split(',').at(-1)?.trim() ?? '') : '';
  return { address: network(isIP(told) > 0 ? told : peer), peer: network(peer) };
}

/** An IPv4 address written as IPv6 is that IPv4 address. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

function isNear(address: string): boolean {
  return /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd]|fe80)/i.test(address);
}

function network(address: string): string {
  if (isIP(address) !== 6 || address === '::1') return address;
  const [head = '', tail = ''] = address.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === '' ? [] : tail.split(':');
  const whole = [...front, ...Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0'), ...back];
  return `${whole.slice(0, 4).join(':')}::/64`;
}
