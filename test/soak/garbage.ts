import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { request } from 'undici';
import { inboundParams } from '../support/twilio.ts';

/** How somebody who means no good was answered: the status, or that the connection was closed, or that nobody listened. */
type Answer = number | 'closed' | 'down';

interface Nuisance {
  readonly name: string;
  readonly send: (port: number) => Promise<Answer>;
  /** What a server may answer. A connection may always be closed. */
  readonly expects: readonly number[];
}

/** How long half a request is left open, in milliseconds. */
const PATIENCE = 20_000;
const TIMEOUT = 15_000;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const NUISANCES: readonly Nuisance[] = [
  { name: 'a forged message', send: (port) => post(port, '/webhooks/twilio', forged(), signed()), expects: [403] },
  {
    name: 'a forged report',
    send: (port) => post(port, '/webhooks/twilio/status?message=1', forged(), signed()),
    expects: [403],
  },
  { name: 'a message of 2 MB', send: (port) => post(port, '/webhooks/twilio', 'x'.repeat(2e6), signed()), expects: [413] },
  { name: 'a form that is none', send: (port) => post(port, '/webhooks/twilio', '%ZZ&=&&%', signed()), expects: [403] },
  {
    name: 'JSON in place of a form',
    send: (port) => post(port, '/webhooks/twilio', '{"From":', { 'content-type': 'application/json' }),
    expects: [415],
  },
  { name: 'an unknown path', send: (port) => ask(port, '/wp-admin/setup.php', {}), expects: [404] },
  // Whoever tries too many tokens is told to wait.
  { name: 'a wrong token', send: (port) => ask(port, '/api/v1/conversations', bearer()), expects: [401, 429] },
  {
    name: 'a code without a key',
    send: (port) => post(port, '/otp/send', '{"toNumber":"+14155550132"}', bearer()),
    expects: [401],
  },
  { name: 'a long address', send: (port) => ask(port, `/${'a'.repeat(10_000)}`, {}), expects: [404, 414, 431] },
  { name: 'a huge header', send: (port) => ask(port, '/livez', { 'x-noise': 'n'.repeat(60_000) }), expects: [431] },
  { name: 'bytes that are no HTTP', send: (port) => write(port, randomBytes(2_000), TIMEOUT), expects: [400] },
  { name: 'half a request', send: (port) => write(port, Buffer.from(HALF), PATIENCE), expects: [] },
];

const HALF =
  'POST /webhooks/twilio HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 900\r\n\r\nFrom=';

/** Sends what no server should have to bear, one kind after the other, and keeps what was answered wrongly. */
export class Garbage {
  sent = 0;
  /** In words, each kind of wrong answer once. */
  readonly faults = new Set<string>();
  readonly #underWay = new Set<Promise<void>>();
  #turn = 0;

  begin(port: number): void {
    const nuisance = NUISANCES[this.#turn++ % NUISANCES.length] as Nuisance;
    this.sent += 1;
    const done = this.#send(nuisance, port).finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  async idle(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #send({ name, send, expects }: Nuisance, port: number): Promise<void> {
    const answer = await send(port);
    if (typeof answer === 'number' && !expects.includes(answer)) this.faults.add(`${name} was answered ${answer}`);
  }
}

function forged(): string {
  return new URLSearchParams(inboundParams({ from: '+14155550199', body: 'give me a code' })).toString();
}

function signed(): Readonly<Record<string, string>> {
  return { ...FORM, 'x-twilio-signature': randomBytes(20).toString('base64') };
}

function bearer(): Readonly<Record<string, string>> {
  return { 'content-type': 'application/json', authorization: `Bearer ${randomBytes(16).toString('hex')}` };
}

function ask(port: number, path: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  return exchange(request(`http://127.0.0.1:${port}${path}`, { headers, reset: true, signal: AbortSignal.timeout(TIMEOUT) }));
}

function post(port: number, path: string, body: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const options = { method: 'POST', body, headers, reset: true, signal: AbortSignal.timeout(TIMEOUT) } as const;
  return exchange(request(`http://127.0.0.1:${port}${path}`, options));
}

async function exchange(work: ReturnType<typeof request>): Promise<Answer> {
  try {
    const { statusCode, body } = await work;
    await body.dump();
    return statusCode;
  } catch (error) {
    return (error as { readonly code?: unknown }).code === 'ECONNREFUSED' ? 'down' : 'closed';
  }
}

/** Writes bytes and waits: for a status, for the end of the connection, or until patience is over, and then goes without a word. */
function write(port: number, bytes: Buffer, patience: number): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const leave = setTimeout(() => socket.resetAndDestroy(), patience);
    let status: number | null = null;
    socket.on('data', (chunk: Buffer) => {
      status ??= Number(/^HTTP\/1\.1 (\d{3})/.exec(chunk.toString('latin1'))?.[1] ?? 0);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(leave);
      resolve(status ?? 'closed');
    });
  });
}
