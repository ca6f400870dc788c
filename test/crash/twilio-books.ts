import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request as post } from 'undici';
import { ACCOUNT_SID, BOT_NUMBER, inboundParams, newSid, type Params, readTwiml, signWebhook } from '../support/twilio.ts';
import { type ListedMessage, listPage } from '../support/twilio-list.ts';

const WEBHOOK = '/webhooks/twilio';
/** As long as Twilio waits for an answer. */
const TIMEOUT = 15_000;

/** A message of a person, and how Twilio fared with it. */
export interface BookedInbound {
  readonly sid: string;
  readonly from: string;
  readonly at: number;
  attempts: number;
  /** What the last attempt got, in words. */
  last: string;
  /** The server answered 200, and the whole answer arrived. */
  acknowledged: boolean;
}

/** A text that Twilio took, so that reached a phone. */
export interface BookedText {
  readonly sid: string;
  readonly to: string;
  readonly body: string;
  readonly route: 'twiml' | 'rest';
  /** The server's own id of it, from the address that is told of its delivery. */
  readonly id: number;
  readonly at: number;
  /** From when on the list shows it. */
  readonly listedAt: number;
}

export interface BooksOptions {
  readonly publicUrl: string;
  /** Where the server really is. */
  readonly url: string;
  /** How often a webhook is tried again that got no answer, or a 5xx, and how long after. */
  readonly retries: number;
  readonly retryAfter: () => number;
  /** After how long a text stands in the list, in milliseconds. */
  readonly listLag: () => number;
  /** After how long the next step of a delivery is told, in milliseconds. */
  readonly reportAfter: () => number;
  /** Uses connections again, as a proxy before the server does. Default: each webhook has its own. */
  readonly keepsConnections?: boolean;
}

/** A stand-in for Twilio that keeps books of all that went through it. */
export interface TwilioBooks {
  readonly apiUrl: string;
  readonly inbound: readonly BookedInbound[];
  readonly texts: readonly BookedText[];
  /** Answers that no server should give: anything but 200 with TwiML, or 5xx. */
  readonly faults: readonly string[];
  /** How many requests had no answer within 15 s. An answer that is written in that very moment is lost, and nobody can know. */
  readonly givenUp: number;
  /** Takes a message of a person and brings it to the server. */
  text(from: string, body: string): void;
  /** Tells a phone of each text that reaches it. */
  onText(number: string, listener: (text: BookedText) => void): void;
  /** Resolves when no webhook and no report is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startTwilioBooks(options: BooksOptions): Promise<TwilioBooks> {
  const books = new Books(options);
  const server = createServer((request, response) => void books.serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    inbound: books.inbound,
    texts: books.texts,
    faults: books.faults,
    get givenUp() {
      return books.givenUp;
    },
    text: (from, body) => books.begin(books.deliver(from, body)),
    onText: (number, listener) => void books.phones.set(number, listener),
    idle: () => books.idle(),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The answer of the server, if it arrived whole. */
type Answer =
  | { readonly as: 'whole'; readonly status: number; readonly body: string }
  | { readonly as: 'lost'; readonly why: string };

class Books {
  readonly inbound: BookedInbound[] = [];
  readonly #bodies = new Map<string, string>();
  readonly texts: BookedText[] = [];
  readonly #textsTo = new Map<string, BookedText[]>();
  readonly faults: string[] = [];
  givenUp = 0;
  readonly phones = new Map<string, (text: BookedText) => void>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #options: BooksOptions;

  constructor(options: BooksOptions) {
    this.#options = options;
  }

  begin(work: Promise<void>): void {
    const done = work.finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** One message of a person, to the server, again and again as the webhook's settings say. */
  async deliver(from: string, body: string): Promise<void> {
    const message: BookedInbound = { sid: newSid(), from, at: Date.now(), attempts: 0, last: 'nothing', acknowledged: false };
    this.inbound.push(message);
    this.#bodies.set(message.sid, body);
    const params = inboundParams({ from, body, sid: message.sid });
    while (message.attempts <= this.#options.retries) {
      if (message.attempts > 0) await pause(this.#options.retryAfter());
      message.attempts += 1;
      const answer = await this.#post(WEBHOOK, params);
      message.last = answer.as === 'lost' ? answer.why : `HTTP ${answer.status}`;
      if (answer.as === 'lost' || answer.status >= 500) continue;
      message.acknowledged = answer.status === 200;
      if (!message.acknowledged) this.faults.push(`a webhook was answered ${answer.status}`);
      for (const { text, id } of readReplies(answer.body)) this.#take({ to: from, body: text, route: 'twiml', id });
      return;
    }
  }

  /** The REST API. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method === 'GET') return writeJson(response, 200, listPage(this.#listed(request.url ?? ''), request.url ?? ''));
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const id = readId(form.get('StatusCallback') ?? '');
    const taken = this.#take({ to: form.get('To') ?? '', body: form.get('Body') ?? '', route: 'rest', id });
    writeJson(response, 201, {
      sid: taken.sid,
      status: 'queued',
      body: taken.body,
      to: taken.to,
      from: form.get('From'),
      account_sid: ACCOUNT_SID,
    });
  }

  #take(text: Pick<BookedText, 'to' | 'body' | 'route' | 'id'>): BookedText {
    const at = Date.now();
    const taken: BookedText = { ...text, sid: newSid(), at, listedAt: at + this.#options.listLag() };
    this.texts.push(taken);
    this.#textsTo.set(taken.to, [...(this.#textsTo.get(taken.to) ?? []), taken]);
    this.phones.get(taken.to)?.(taken);
    this.begin(this.#report(taken));
    return taken;
  }

  /** What became of a text. Nobody listens while the server is down, and Twilio does not repeat itself. */
  async #report({ sid, id, to }: BookedText): Promise<void> {
    for (const MessageStatus of ['sent', 'delivered']) {
      await pause(this.#options.reportAfter());
      const params = {
        MessageSid: sid,
        SmsSid: sid,
        AccountSid: ACCOUNT_SID,
        From: BOT_NUMBER,
        To: to,
        MessageStatus,
        SmsStatus: MessageStatus,
      };
      const answer = await this.#post(`${WEBHOOK}/status?message=${id}`, params);
      if (answer.as === 'whole' && answer.status !== 204 && answer.status < 500)
        this.faults.push(`a report was answered ${answer.status}`);
    }
  }

  async #post(path: string, params: Params): Promise<Answer> {
    const signature = signWebhook({ publicUrl: this.#options.publicUrl, path, params });
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
    try {
      const body = new URLSearchParams(params).toString();
      const answer = await post(this.#options.url + path, {
        method: 'POST',
        headers,
        body,
        reset: !this.#options.keepsConnections,
        signal: AbortSignal.timeout(TIMEOUT),
      });
      return { as: 'whole', status: answer.statusCode, body: await answer.body.text() };
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError') this.givenUp += 1;
      return { as: 'lost', why: error instanceof Error ? `${error.name}: ${error.message}` : 'a thrown something' };
    }
  }

  /** What may stand on the page that is asked for: of an hour of messages, most need not be looked at. */
  #listed(path: string): readonly ListedMessage[] {
    const query = new URL(path, 'http://localhost').searchParams;
    const to = query.get('To') ?? '';
    if (to !== BOT_NUMBER) return (this.#textsTo.get(to) ?? []).filter(({ listedAt }) => listedAt <= Date.now()).map(listText);
    const newest = (Number(query.get('Page') ?? 0) + 1) * Number(query.get('PageSize') ?? 1_000) + 1;
    return this.inbound.slice(-newest).map(({ sid, from, at }) => {
      const body = this.#bodies.get(sid) ?? '';
      return { sid, direction: 'inbound', from, to, body, status: 'received', at };
    });
  }
}

function listText({ sid, to, body, route, at }: BookedText): ListedMessage {
  const direction = route === 'rest' ? 'outbound-api' : 'outbound-reply';
  return { sid, direction, from: BOT_NUMBER, to, body, status: 'delivered', at };
}

function readReplies(xml: string): { readonly text: string; readonly id: number }[] {
  const ids = [...xml.matchAll(/statusCallback="([^"]*)"/g)].map(([, url = '']) => readId(url));
  return readTwiml(xml).map((text, at) => ({ text, id: ids[at] ?? 0 }));
}

function readId(url: string): number {
  return Number(/[?&]message=(\d+)$/.exec(url)?.[1] ?? 0);
}

function writeJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json;charset=utf-8' }).end(JSON.stringify(body));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
