import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Route = 'send' | 'verify';

/** One Idempotency-Key and what was done for it. */
export interface KeyUse {
  readonly route: Route;
  readonly body: string;
  readonly answer: unknown;
  /** How often a call with it came in. It was carried out the first time only. */
  calls: number;
}

/** An OTP API of someone else that honours `Idempotency-Key`, as a good one does. */
export interface BookedProvider {
  /** `host:port` for `API_ALLOW_HOSTS`. */
  readonly place: string;
  readonly keys: ReadonlyMap<string, KeyUse>;
  /** Calls that had no key, or whose key came with another body before. */
  readonly faults: readonly string[];
  /** Told of each code as it reaches a phone. */
  onCode(listener: (number: string, code: string) => void): void;
  stop(): Promise<void>;
}

export interface ProviderParts {
  /** How long a call takes, in milliseconds. */
  readonly lag: () => number;
  /** Makes a code. */
  readonly newCode: () => string;
  /** Whether the first call with a key is answered 503 and not carried out. Default: never. */
  readonly fails?: () => boolean;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startBookedProvider(parts: ProviderParts): Promise<BookedProvider> {
  const keys = new Map<string, KeyUse>();
  const refused = new Set<string>();
  const faults: string[] = [];
  let listener: (number: string, code: string) => void = () => {};

  const carryOut = (route: Route, body: string): unknown => {
    const { toNumber, systemOtp, userOtp } = JSON.parse(body) as Readonly<Record<string, string>>;
    if (route === 'verify') {
      const verified = systemOtp === userOtp;
      return { verified, status: verified ? 'approved' : 'wrong_code' };
    }
    const code = parts.newCode();
    listener(toNumber ?? '', code);
    return { otp: code };
  };

  /** Each key is refused once at most: whoever tries again gets through. */
  const refuses = (key: string | undefined): boolean => {
    if (key === undefined || keys.has(key) || refused.has(key) || !parts.fails?.()) return false;
    refused.add(key);
    return true;
  };

  const answer = (route: Route, key: string | undefined, body: string): unknown => {
    if (key === undefined) faults.push(`a call of ${route} without a key`);
    const known = keys.get(key ?? '');
    if (known) {
      if (known.route !== route || known.body !== body) faults.push(`a key of ${known.route} came again with another request`);
      known.calls += 1;
      return known.answer;
    }
    const use: KeyUse = { route, body, answer: carryOut(route, body), calls: 1 };
    if (key !== undefined) keys.set(key, use);
    return use.answer;
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const header = request.headers['idempotency-key'];
      const key = typeof header === 'string' ? header : undefined;
      if (refuses(key)) {
        response.writeHead(503).end();
        return;
      }
      const said = answer(request.url === '/send' ? 'send' : 'verify', key, Buffer.concat(chunks).toString());
      setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said)), parts.lag());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    place: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    faults,
    onCode: (told) => {
      listener = told;
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
