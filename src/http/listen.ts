import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Longer than a webhook is ever held, and than idle connections of balancers usually live. */
const KEEP_ALIVE = 65_000;

/** Listens; resolves once connections are taken. Rejects when the port is taken or not allowed. */
export function listen(
  handler: RequestListener,
  at: { readonly port: number; readonly host: string },
): Promise<{ server: Server; port: number }> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, handler);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, () => {
      server.off('error', reject);
      resolve({ server, port: (server.address() as AddressInfo).port });
    });
  });
}
