import { connect, type Socket } from 'node:net';

/** Beyond what Twilio has: a busy server takes new connections one by one, and the wait of the last is to be measured, not cut off. */
const PATIENCE = 60_000;

/** An answer to a request: its status and, of an answer of 200, its body. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * One connection that is kept, for one request after the other. It writes bytes that were made before and reads as little as
 * it can, so that the driver costs less than any server it drives.
 */
export class Connection {
  readonly #port: number;
  #socket: Socket | null = null;
  #read = '';
  #settle: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void } | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  /** Rejects when the connection breaks or 60 s pass. */
  send(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket ??= this.#open();
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  #open(): Socket {
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true });
    socket.setEncoding('latin1');
    socket.setTimeout(PATIENCE, () => {
      if (this.#settle) this.#fail(new Error('no answer within 60 s'));
    });
    socket.on('data', (chunk) => this.#take(String(chunk)));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => {
      if (this.#socket === socket) this.#fail(new Error('the connection broke'));
    });
    return socket;
  }

  #take(chunk: string): void {
    this.#read += chunk;
    const answer = readAnswer(this.#read);
    if (!answer) return;
    this.#read = '';
    // What follows the head of an answer that is not 200 is not read, so nothing can come after it.
    if (answer.status !== 200) this.close();
    const settle = this.#settle;
    this.#settle = null;
    settle?.resolve(answer);
  }

  #fail(error: Error): void {
    this.close();
    this.#read = '';
    const settle = this.#settle;
    this.#settle = null;
    settle?.reject(error);
  }
}

/** The answer that stands in what was read; null while some of it is still to come. */
export function readAnswer(read: string): Answer | null {
  const end = read.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const status = Number(read.slice(9, 12));
  if (status !== 200) return { status, body: '' };
  const length = /\r\ncontent-length: *(\d+)/i.exec(read.slice(0, end + 2))?.[1];
  if (length === undefined) throw new Error('An answer did not say how long it is.');
  const body = read.slice(end + 4);
  return body.length < Number(length) ? null : { status, body };
}
