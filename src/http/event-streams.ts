import type { Request, Response } from 'express';
import type { ApiRequest, Stream, StreamEvent } from '../console/route.ts';
import type { Clock } from '../runtime/ports.ts';
import { errorBody } from './errors.ts';

/** Proxies close connections on which nothing comes for a minute. */
const PULSE = 20_000;
/** Whoever reads so slowly loses the connection, and begins again where they were. */
const MOST_UNREAD = 1_000_000;

/** What one person's screens and scripts ever need; each stream holds a connection for as long as it is open. */
const MOST_OF_ONE = 20;
const MOST_IN_ALL = 200;
/** In seconds; a connection that is dead is noticed by the pulse. */
const TRY_AGAIN = 20;

/** `owner`: the session or the token that asks. `mayGoOn` is asked now and then: a session may end while its stream is open. */
interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly owner: string;
  readonly mayGoOn: () => boolean;
}

/** Server-sent events on their way. */
export class EventStreams {
  readonly #clock: Clock;
  /** Who listens, by what ends it. */
  readonly #open = new Map<() => void, string>();
  #isClosed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  open(stream: Stream, asked: ApiRequest, exchange: Exchange): void {
    const { request, response } = exchange;
    const full = this.#whyFull(exchange.owner);
    if (full !== null)
      return void response.set('Retry-After', String(TRY_AGAIN)).status(429).json(errorBody('too_many_streams', full));
    let isHeadOut = false;
    const begin = () => {
      if (isHeadOut) return;
      isHeadOut = true;
      response.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        // Some proxies collect an answer before they pass it on.
        'X-Accel-Buffering': 'no',
      });
      response.write('retry: 2000\n\n');
    };
    const write = (text: string) => {
      begin();
      if (response.writableLength > MOST_UNREAD) response.destroy();
      else response.write(text);
    };
    const send = ({ id, data }: StreamEvent) =>
      write(`${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
    const end = this.#isClosed ? null : stream.open({ ...asked, lastEventId: request.get('Last-Event-ID') ?? null }, send);
    if (!end) return void response.status(404).json(errorBody('not_found', 'There is nothing to listen to any more.'));
    begin();
    this.#keep(exchange, end, write);
  }

  #whyFull(owner: string): string | null {
    const ofOne = [...this.#open.values()].filter((one) => one === owner).length;
    if (ofOne >= MOST_OF_ONE)
      return `${MOST_OF_ONE} live connections are open for this session or token already. Close other pages of the console, or scripts that listen, and try again.`;
    if (this.#open.size >= MOST_IN_ALL)
      return `This server has ${MOST_IN_ALL} live connections open already. Close pages of the console that nobody looks at, and try again.`;
    return null;
  }

  #keep({ response, owner, mayGoOn }: Exchange, end: () => void, write: (text: string) => void): void {
    let cancel = () => {};
    const pulse = () => {
      cancel = this.#clock.after(PULSE, () => {
        if (mayGoOn()) {
          write(': \n\n');
          pulse();
        } else response.end();
      });
    };
    pulse();
    const close = () => void response.end();
    this.#open.set(close, owner);
    response.on('close', () => {
      cancel();
      this.#open.delete(close);
      end();
    });
  }

  /** Ends all of them, so that the server can stop. */
  close(): void {
    this.#isClosed = true;
    for (const close of this.#open.keys()) close();
  }
}
