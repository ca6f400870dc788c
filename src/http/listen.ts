import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Longer than a webhook is ever held, and than idle connections of balancers usually live. */
const KEEP_ALIVE = 65_000;

/**
 * New connections that may wait to be taken. After a start under load they come all at once, and one that the system turns away
 * is tried again after 1 s, 3 s, 7 s: too late for a webhook. Systems cut it down to what they allow.
 */
const MOST_WAITING = 4_096;

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** Takes no new connection; resolves when the last one is gone. Each goes once its answer is out. */
  close(): Promise<void>;
}

/** Listens; resolves once connections are taken. Rejects when the port is taken or not allowed. */
export function listen(handler: RequestListener, at: { readonly port: number; readonly host: string }): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, handler);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...at, backlog: MOST_WAITING }, () => {
      server.off('error', reject);
      resolve({ port: (server.address() as AddressInfo).port, close: () => close(server) });
    });
  });
}

/** Longer than a webhook is ever held: what has not got out by then never will. */
const LONGEST_ANSWER = 12_000;

function close(server: Server): Promise<void> {
  // Otherwise a connection that was busy just now would stay open for as long as an idle one may.
  server.keepAliveTimeout = 1;
  const cut = setTimeout(() => server.closeAllConnections(), LONGEST_ANSWER);
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
  });
}
