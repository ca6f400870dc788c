import { connect, createServer } from 'node:net';

/** Hands each connection to one of the ports in turn, and to the next one where nobody listens. */
export async function startBalancer(port: number, ports: readonly number[]): Promise<{ stop(): Promise<void> }> {
  let turn = 0;
  const server = createServer({ pauseOnConnect: true }, (near) => {
    near.on('error', () => {});
    const tryNext = (tries: number) => {
      const far = connect(ports[turn++ % ports.length] ?? 0, '127.0.0.1');
      far.once('connect', () => {
        far.removeAllListeners('error');
        far.on('error', () => near.destroy());
        near.on('close', () => far.destroy());
        near.pipe(far).pipe(near);
        near.resume();
      });
      far.once('error', () => (tries < ports.length ? tryNext(tries + 1) : near.destroy()));
    };
    tryNext(1);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { stop: () => new Promise((resolve) => void server.close(() => resolve())) };
}
