import ipaddr from 'ipaddr.js';

const USUAL_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** True when a URL names, in whatever notation, an address that is not public. Names are judged when they are called. */
export function isPrivateHost({ hostname }: URL): boolean {
  const host = plainHost(hostname);
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  return ipaddr.isValid(host) && !isPublic(ipaddr.parse(host));
}

/** True when `allowHosts` lists the host of a URL with its port. */
export function isListed(url: URL, allowHosts: readonly string[]): boolean {
  const host = plainHost(url.hostname);
  const usual = USUAL_PORTS[url.protocol] ?? '';
  const port = url.port || usual;
  return allowHosts.map((entry) => splitEntry(entry.trim())).some((one) => one.host === host && (one.port ?? usual) === port);
}

function splitEntry(entry: string): { readonly host: string; readonly port: string | undefined } {
  const [, bracketed, named, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  const host = bracketed ?? named ?? entry;
  const address = host.includes(':') ? `http://[${host}]` : `http://${host}`;
  return { host: plainHost(URL.canParse(address) ? new URL(address).hostname : host), port: port && String(Number(port)) };
}

function plainHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.+$/, '');
}

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const range = address.range();
  if (address.kind() === 'ipv4') return range === 'unicast';
  const { parts } = address as ipaddr.IPv6;
  const isCarrier = range === 'ipv4Mapped' || (range === 'rfc6052' && parts.slice(2, 6).every((part) => part === 0));
  if (isCarrier) return isPublic(carried(parts[6], parts[7]));
  if (range === '6to4') return isPublic(carried(parts[1], parts[2]));
  // Only 2000::/3 is handed out to the public.
  return range === 'unicast' && ((parts[0] ?? 0) & 0xe000) === 0x2000;
}

/** The IPv4 address that stands inside an IPv6 one. */
function carried(high = 0, low = 0): ipaddr.IPv4 {
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
}
