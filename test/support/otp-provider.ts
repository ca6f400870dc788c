import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { FlowFiles } from './config.ts';
import { SHIPPED } from './shipped-flow.ts';

type Route = 'send' | 'verify';

/** A call as the provider got it. */
export interface ProviderCall {
  readonly route: Route;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/**
 * What a call gets in place of the right answer. `hang`: nothing, until `release`; `reset`: a broken connection; `html`: a
 * page with status 200; `huge`: 50 MB of JSON.
 */
export type Trouble = 'hang' | 'reset' | 'html' | 'huge' | { readonly status: number; readonly body: unknown };

/** An OTP API of someone else, of the kind that hands the code itself back. */
export interface OtpProvider {
  readonly calls: readonly ProviderCall[];
  /** Setting `API_ALLOW_HOSTS` to it lets flows call the provider. */
  readonly place: string;
  /** The shipped flow with its two APIs pointed here, and nothing else changed. */
  readonly flows: FlowFiles;
  /** The code that the newest send made. */
  readonly code: string;
  callsOf(route: Route): readonly ProviderCall[];
  /** Troubles for the next calls of a route, one each. */
  trouble(route: Route, ...troubles: readonly Trouble[]): void;
  /** Answers everything that hangs as it should have been answered. */
  release(): void;
  /** Resolves once a route has been called `count` times; rejects after 5 s. */
  untilCalled(route: Route, count?: number): Promise<void>;
}

/** Starts a provider on a free port of 127.0.0.1 until the test is over. `codes` are dealt in turn, the last one again and again. */
export async function startOtpProvider(codes: readonly string[] = ['428317']): Promise<OtpProvider> {
  const calls: ProviderCall[] = [];
  const troubles: Record<Route, Trouble[]> = { send: [], verify: [] };
  const hanging: (() => void)[] = [];
  const watchers = new Set<() => void>();
  let sent = 0;
  const answer = (response: ServerResponse, route: Route, body: unknown) => {
    if (route === 'send') sent += 1;
    writeJson(response, 200, route === 'send' ? { otp: codes[Math.min(sent, codes.length) - 1] } : judge(body));
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const route: Route = request.url === '/send' ? 'send' : 'verify';
      const body = JSON.parse(Buffer.concat(chunks).toString()) as unknown;
      calls.push({ route, headers: request.headers, body });
      const trouble = troubles[route].shift();
      if (trouble === undefined) answer(response, route, body);
      else if (trouble === 'hang') hanging.push(() => answer(response, route, body));
      else makeTrouble(response, trouble);
      for (const watch of watchers) watch();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const callsOf = (route: Route) => calls.filter((call) => call.route === route);
  return {
    calls,
    place,
    flows: flowsFor(`http://${place}`),
    get code() {
      return codes[Math.min(sent, codes.length) - 1] ?? '';
    },
    callsOf,
    trouble: (route, ...more) => void troubles[route].push(...more),
    release: () => {
      for (const go of hanging.splice(0)) go();
    },
    untilCalled: (route, count = 1) => until(watchers, () => callsOf(route).length >= count, `${count} calls of ${route}`),
  };
}

function judge(body: unknown): unknown {
  const { systemOtp, userOtp } = body as { systemOtp?: unknown; userOtp?: unknown };
  const verified = typeof systemOtp === 'string' && systemOtp === userOtp;
  return { verified, status: verified ? 'approved' : 'wrong_code' };
}

function flowsFor(url: string): FlowFiles {
  return {
    ...SHIPPED,
    'apis/send-otp.json': {
      ...SHIPPED['apis/send-otp.json'],
      url: `${url}/send`,
      save: { system_otp: '{{ response.body.otp }}' },
    },
    'apis/verify-otp.json': { ...SHIPPED['apis/verify-otp.json'], url: `${url}/verify` },
  };
}

function makeTrouble(response: ServerResponse, trouble: Exclude<Trouble, 'hang'>): void {
  if (trouble === 'reset') response.socket?.resetAndDestroy();
  else if (trouble === 'html') response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome to our API</h1>');
  else if (trouble === 'huge') writeHuge(response);
  else writeJson(response, trouble.status, trouble.body);
}

/** Chunk by chunk and without a length, so that only counting finds out. */
function writeHuge(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"otp":"');
  const chunk = 'x'.repeat(100_000);
  let left = 500;
  const more = () => {
    while (left > 0 && !response.destroyed) {
      left -= 1;
      if (!response.write(chunk)) {
        response.once('drain', more);
        return;
      }
    }
    response.end('"}');
  };
  response.on('error', () => undefined);
  more();
}

function writeJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function until(watchers: Set<() => void>, holds: () => boolean, what: string): Promise<void> {
  if (holds()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const watch = () => {
      if (!holds()) return;
      watchers.delete(watch);
      clearTimeout(limit);
      resolve();
    };
    const limit = setTimeout(() => {
      watchers.delete(watch);
      reject(new Error(`There were not ${what} in 5 s.`));
    }, 5_000);
    watchers.add(watch);
  });
}
