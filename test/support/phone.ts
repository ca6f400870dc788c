import type { TestApp } from './app.ts';
import { send } from './http.ts';
import { type InboundFields, inboundParams, type Params, readTwiml, signWebhook } from './twilio.ts';

export const WEBHOOK = '/webhooks/twilio';

/** What Twilio would get for one webhook. `ms` is how long it was held, in the server's own time. */
export interface Answered {
  readonly status: number;
  /** The texts of the TwiML, as the phone shows them. */
  readonly texts: readonly string[];
  readonly ms: number;
  readonly xml: string;
}

/** A person with a phone. */
export interface Phone {
  readonly number: string;
  /** Sends a message through Twilio; resolves when the webhook is answered. */
  text(body: string, fields?: InboundFields): Promise<Answered>;
  /** Every text that reached the phone, by TwiML or by Twilio's REST API, in order. */
  readonly inbox: readonly string[];
  /** The first text that was not asked for yet, seen or still to come; rejects when none comes in 5 s. */
  nextText(): Promise<string>;
}

interface PhoneOptions {
  readonly channel?: 'sms' | 'whatsapp';
  readonly number?: string;
}

/** A phone on SMS or WhatsApp that texts with the bot of this server. */
export function openPhone(server: TestApp, options: PhoneOptions = {}): Phone {
  const { channel = 'sms', number = '+14155550100' } = options;
  const inbox = new Inbox();
  const address = channel === 'whatsapp' ? `whatsapp:${number}` : number;
  server.twilio.onMessage((message) => {
    if (message.to === address && message.answered === 201) inbox.add(message.body);
  });
  return {
    number,
    inbox: inbox.texts,
    nextText: () => inbox.next(),
    text: async (body, fields = {}) => {
      const answered = await postWebhook(server, inboundParams({ channel, from: number, body, ...fields }));
      for (const text of answered.texts) inbox.add(text);
      return answered;
    },
  };
}

class Inbox {
  readonly texts: string[] = [];
  #taken = 0;
  #waiting: (() => void) | null = null;

  add(text: string): void {
    this.texts.push(text);
    this.#waiting?.();
  }

  async next(): Promise<string> {
    if (this.texts.length <= this.#taken) await this.#arrival();
    const text = this.texts[this.#taken] ?? '';
    this.#taken += 1;
    return text;
  }

  #arrival(): Promise<void> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#waiting = null;
        reject(new Error(`No further text reached the phone in 5 s; it has: ${JSON.stringify(this.texts)}`));
      }, 5_000);
      this.#waiting = () => {
        clearTimeout(limit);
        this.#waiting = null;
        resolve();
      };
    });
  }
}

/** Posts a form to the webhook as Twilio does: signed for the public URL, sent to the real one. */
export async function postWebhook(
  server: TestApp,
  params: Params,
  how: { readonly path?: string; readonly token?: string; readonly signature?: string | null } = {},
): Promise<Answered> {
  const path = how.path ?? WEBHOOK;
  const token = how.token === undefined ? {} : { token: how.token };
  const signature =
    how.signature === undefined ? signWebhook({ publicUrl: server.publicUrl, path, params, ...token }) : how.signature;
  return postForm(server, new URLSearchParams(params).toString(), signature, path);
}

/** Posts a body as it is. */
export async function postForm(
  server: TestApp,
  body: string | Buffer,
  signature: string | null,
  path = WEBHOOK,
): Promise<Answered> {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    'user-agent': 'TwilioProxy/1.1',
    ...(signature === null ? {} : { 'x-twilio-signature': signature }),
  };
  const began = server.clock.monotonic();
  const answer = await send('POST', server.url + path, headers, body);
  const xml = String(answer.body);
  return { status: answer.status, texts: answer.status === 200 ? readTwiml(xml) : [], ms: server.clock.monotonic() - began, xml };
}

/** The code in the text of that kind that reached a number as the `nth`, seen or still to come. */
export async function codeSentTo(server: TestApp, number: string, nth = 1): Promise<string> {
  let seen = 0;
  const text = await server.twilio.waitForMessage(
    ({ to, body }) => to === number && /^\d{6} is your /.test(body) && ++seen === nth,
  );
  return text.body.slice(0, 6);
}
