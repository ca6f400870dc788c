import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A wire to a server on a port of this machine, which can fail as wires do. */
export interface Wire {
  readonly port: number;
  /** Cuts all connections of this moment half-open: what is sent goes nowhere, and nothing comes back. New ones work. */
  cut(): void;
  /** Breaks all connections and makes no new one, until `mend`. */
  break(): void;
  mend(): void;
  /** From the next time that these bytes are sent, they get there, but nothing comes back on that connection any more. */
  loseAnswerTo(bytes: string): void;
  /** Resolves the next time that these bytes are sent. They get there, and what follows them, once the answer is called. */
  holdBack(bytes: string): Promise<() => void>;
}

interface Holding {
  readonly bytes: string;
  readonly reached: (letGo: () => void) => void;
}

/** Lays a wire to that port. It is taken away when the test is finished. */
export async function startWire(target: number): Promise<Wire> {
  const sockets = new Set<Socket>();
  let losing: string | null = null;
  let holding: Holding | null = null;
  let isBroken = false;
  const server = createServer((near) => {
    if (isBroken) {
      near.destroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    near.on('data', (data) => {
      if (losing !== null && data.includes(losing)) {
        losing = null;
        far.unpipe().resume();
      }
      if (holding === null || !data.includes(holding.bytes)) {
        far.write(data);
        return;
      }
      const { reached } = holding;
      holding = null;
      near.pause();
      reached(() => {
        far.write(data);
        near.resume();
      });
    });
    near.on('end', () => far.end());
    far.pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    break: () => {
      isBroken = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => {
      isBroken = false;
    },
    loseAnswerTo: (bytes) => {
      losing = bytes;
    },
    holdBack: (bytes) =>
      new Promise((reached) => {
        holding = { bytes, reached };
      }),
  };
}
