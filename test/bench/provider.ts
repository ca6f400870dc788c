import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an API of someone else may do wrong, by the path it does it at. */
export const TROUBLES = ['hang', 'drip', 'late', 'reset', 'huge'] as const;
export type Trouble = (typeof TROUBLES)[number];

const LATE = 12_000;
const DRIP = 200;

/** An OTP API of someone else. */
export interface Provider {
  readonly origin: string;
  /** `host:port` for `API_ALLOW_HOSTS`. */
  readonly place: string;
  stop(): Promise<void>;
}

/** The code that reaches this phone: another one for each, so that a server that mixes people up is found out. */
export function codeFor(phone: string): string {
  return String(100_000 + ((Number(phone.slice(-8)) * 6_007) % 900_000));
}

/** Starts it on a free port of 127.0.0.1: `/send` and `/verify` answer at once, each trouble has a path of its own. */
export async function startProvider(): Promise<Provider> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => answer(request, response, body));
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    place,
    origin: `http://${place}`,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer({ url }: IncomingMessage, response: ServerResponse, body: string): void {
  const fields = JSON.parse(body) as Readonly<Record<string, string>>;
  if (url === '/send') return writeJson(response, { otp: codeFor(fields['toNumber'] ?? '') });
  if (url === '/verify') return writeJson(response, { verified: fields['systemOtp'] === fields['userOtp'] });
  const trouble = TROUBLES.find((one) => url === `/${one}`);
  if (trouble) MAKE[trouble](response);
  else response.writeHead(404).end();
}

const MAKE: Readonly<Record<Trouble, (response: ServerResponse) => void>> = {
  hang: () => undefined,
  late: (response) => void setTimeout(() => writeJson(response, {}), LATE).unref(),
  reset: (response) => response.socket?.resetAndDestroy(),
  huge: (response) => writeJson(response, { text: 'x'.repeat(5_000_000) }),
  drip: (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const drops = setInterval(() => response.write(' '), DRIP);
    response.on('error', () => undefined);
    response.on('close', () => clearInterval(drops));
  },
};

function writeJson(response: ServerResponse, value: unknown): void {
  const body = JSON.stringify(value);
  response.on('error', () => undefined);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
}
