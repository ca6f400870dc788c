import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { buildConnector as BuildConnector } from 'undici';
import { type AllowList, GuardError, isPublicAddress } from './guard.ts';
import { buildConnector } from './undici-parts.ts';

const CONNECT_TIMEOUT = 10_000;

/** Resolves a name to all its addresses, as `dns.lookup` does. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Opens sockets to public addresses and to allowed places only; any other connection fails with a GuardError before it is tried. */
export function createGuardedConnector(allow: AllowList, resolve: Resolve = lookup): BuildConnector.connector {
  const connectAnywhere = buildConnector({ timeout: CONNECT_TIMEOUT });
  const connectOutside = buildConnector({ timeout: CONNECT_TIMEOUT, lookup: publicLookup(resolve) });
  return (options, callback) => {
    const { hostname, protocol, port } = options;
    if (allow.has(hostname, protocol, port)) return connectAnywhere(options, callback);
    if (leadsInside(hostname)) {
      queueMicrotask(() => callback(new GuardError('The address is not public.'), null));
      return;
    }
    connectOutside(options, callback);
  };
}

/** Says of a literal address, which is never looked up, and of this machine's own name what no lookup needs to say. */
function leadsInside(hostname: string): boolean {
  if (isIP(hostname) !== 0) return !isPublicAddress(hostname);
  return /(^|\.)localhost\.?$/i.test(hostname);
}

/** A lookup that keeps only public addresses; the socket connects to exactly what it returns, so a name cannot change in between. */
export function publicLookup(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const open = addresses.filter(({ address }) => isPublicAddress(address));
      const [first] = open;
      if (!first) return callback(new GuardError('The name leads to no public address.'), []);
      if (options.all) return callback(null, open);
      callback(null, first.address, first.family);
    });
  };
}
