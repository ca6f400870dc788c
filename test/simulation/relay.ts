import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The way of one process to a server on this machine, which can break like any other. */
export interface Relay {
  readonly port: number;
  /** All connections break once so many more pieces were sent: the last of them arrives, or is lost, and then `broken` is called. */
  breakAfter(pieces: number, lastArrives: boolean, broken: () => void): void;
  /** All connections break at once, and no more can be made. */
  close(): void;
}

/** Opens a way to that port of this machine. */
export async function openRelay(target: { readonly host: string; readonly port: number }): Promise<Relay> {
  const pairs = new Map<Socket, Socket>();
  let plan: { left: number; readonly lastArrives: boolean; readonly broken: () => void } | null = null;
  let isClosed = false;
  const breakAll = () => {
    for (const [near, far] of pairs) {
      near.destroy();
      // What was sent still arrives.
      far.end().resume();
    }
    pairs.clear();
  };
  const send = (far: Socket, piece: Buffer) => {
    if (!plan || --plan.left > 0) {
      far.write(piece);
      return;
    }
    const { lastArrives, broken } = plan;
    plan = null;
    if (lastArrives) far.write(piece);
    breakAll();
    broken();
  };
  const server = createServer({ noDelay: true }, (near) => {
    if (isClosed) {
      near.destroy();
      return;
    }
    const far = connect({ ...target, noDelay: true });
    pairs.set(near, far);
    near.on('data', (piece) => send(far, piece)).on('close', () => far.end());
    far.on('data', (piece) => near.destroyed || near.write(piece)).on('close', () => near.destroy());
    for (const socket of [near, far]) socket.on('error', () => socket.destroy());
    near.on('close', () => pairs.delete(near));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    breakAfter: (pieces, lastArrives, broken) => {
      plan = { left: Math.max(1, pieces), lastArrives, broken };
    },
    close: () => {
      isClosed = true;
      plan = null;
      breakAll();
      server.close();
    },
  };
}
