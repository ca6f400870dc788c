import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Thrown inside a connection attempt whose address is not public; the caller answers `refused`. */
export class GuardError extends Error {
  override readonly name = 'GuardError';
}

/** True when an IP address in text is public unicast. Addresses that carry an IPv4 address are judged by that one. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && isPublic(ipaddr.parse(address));
}

function isPublic(ip: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (ip.kind() === 'ipv4') return ip.range() === 'unicast';
  const { parts } = ip as ipaddr.IPv6;
  const embedded = embeddedIpv4(parts, ip.range());
  if (embedded) return isPublic(embedded);
  // Only 2000::/3 is handed out to the public; ipaddr.js calls everything it has no name for unicast.
  return ip.range() === 'unicast' && ((parts[0] ?? 0) & 0xe000) === 0x2000;
}

function embeddedIpv4(parts: readonly number[], range: string): ipaddr.IPv4 | null {
  if (range === 'ipv4Mapped') return fromWords(parts[6], parts[7]);
  if (range === '6to4') return fromWords(parts[1], parts[2]);
  // 64:ff9b::/96 is the public NAT64 prefix; 64:ff9b:1::/48 is for use inside a network and stays refused.
  const isNat64 = range === 'rfc6052' && parts.slice(2, 6).every((part) => part === 0);
  return isNat64 ? fromWords(parts[6], parts[7]) : null;
}

function fromWords(high = 0, low = 0): ipaddr.IPv4 {
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** The places inside private networks that APIs may call: `host:port`, or `host` for the default port of the URL's scheme. */
export class AllowList {
  readonly #places = new Set<string>();

  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const place = readEntry(entry.trim());
      if (place) this.#places.add(place);
    }
  }

  /** `protocol` is `http:` or `https:`; `port` may be empty for the default one. */
  has(hostname: string, protocol: string, port: string): boolean {
    if (this.#places.size === 0) return false;
    const host = canonicalHost(hostname);
    const usual = DEFAULT_PORTS[protocol];
    const actual = port || usual;
    return this.#places.has(`${host}:${actual}`) || (actual === usual && this.#places.has(host));
  }
}

function readEntry(entry: string): string | null {
  const written = isIPv6(entry) ? `[${entry}]` : entry;
  const address = `http://${written}`;
  if (!URL.canParse(address)) return null;
  const host = canonicalHost(new URL(address).hostname);
  // URL drops a port that is the default one, so it is read from the text.
  const port = /:(\d+)$/.exec(written)?.[1];
  return port === undefined ? host : `${host}:${Number(port)}`;
}

function canonicalHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}
