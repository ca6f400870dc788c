import type { Request, Response } from 'express';
import type { ApiRequest, Stream, StreamEvent } from '../console/route.ts';
import type { Clock } from '../runtime/ports.ts';
import { errorBody } from './errors.ts';

/** Proxies close connections on which nothing comes for a minute. */
const PULSE = 20_000;
/** Whoever reads so slowly loses the connection, and begins again where they were. */
const MOST_UNREAD = 1_000_000;

/** `mayGoOn` is asked now and then: a session may end while its stream is open. */
interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly mayGoOn: () => boolean;
}

/** Server-sent events on their way. */
export class EventStreams {
  readonly #clock: Clock;
  readonly #open = new Set<() => void>();
  #isClosed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  open(stream: Stream, asked: ApiRequest, { request, response, mayGoOn }: Exchange): void {
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
    this.#keep(response, end, write, mayGoOn);
  }

  #keep(response: Response, end: () => void, write: (text: string) => void, mayGoOn: () => boolean): void {
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
    this.#open.add(close);
    response.on('close', () => {
      cancel();
      this.#open.delete(close);
      end();
    });
  }

  /** Ends all of them, so that the server can stop. */
  close(): void {
    this.#isClosed = true;
    for (const close of this.#open) close();
  }
}
