import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeVerify } from './fake-verify.ts';
import { answerAsTwilio, type JsonAnswer, type Posted, twilioError } from './twilio-answers.ts';
import { type ListedMessage, listPage } from './twilio-list.ts';

export { twilioError } from './twilio-answers.ts';

export const ACCOUNT_SID = `AC${'0123456789abcdef'.repeat(2)}`;
export const AUTH_TOKEN = '89abcdef01234567'.repeat(2);
export const BOT_NUMBER = '+15005550006';

/** A new message id, `SM` or `MM` and 32 hex digits. */
export function newSid(prefix: 'SM' | 'MM' = 'SM'): string {
  return prefix + randomBytes(16).toString('hex');
}

export type Params = Readonly<Record<string, string>>;

/** The `X-Twilio-Signature` of a webhook with these parameters, written from Twilio's description of it. */
export function signWebhook(hook: {
  readonly publicUrl: string;
  /** Path and query. */
  readonly path: string;
  readonly params: Params;
  readonly token?: string;
}): string {
  const names = Object.keys(hook.params).sort();
  const fields = names.map((name) => `${name}${hook.params[name] ?? ''}`).join('');
  const hmac = createHmac('sha1', hook.token ?? AUTH_TOKEN);
  return hmac.update(`${hook.publicUrl}${hook.path}${fields}`, 'utf8').digest('base64');
}

export interface InboundFields {
  readonly channel?: 'sms' | 'whatsapp';
  /** Addresses without `whatsapp:`. */
  readonly from?: string;
  readonly to?: string;
  readonly body?: string;
  readonly sid?: string;
  readonly accountSid?: string;
  readonly profileName?: string;
  readonly media?: readonly { readonly url: string; readonly type: string }[];
  /** What else Twilio would send: `ButtonPayload`, `OptOutType`, `Latitude` … */
  readonly extra?: Params;
}

/** The form of an inbound message as Twilio sends it: 20 fields for SMS, 15 for WhatsApp, more for media and `extra`. */
export function inboundParams(fields: InboundFields = {}): Params {
  const { channel = 'sms', from = '+14155550100', to = BOT_NUMBER, body = 'hi', media = [] } = fields;
  const sid = fields.sid ?? newSid(media.length > 0 ? 'MM' : 'SM');
  const prefix = channel === 'whatsapp' ? 'whatsapp:' : '';
  const attached: Record<string, string> = {};
  for (const [at, file] of media.entries()) {
    attached[`MediaUrl${at}`] = file.url;
    attached[`MediaContentType${at}`] = file.type;
  }
  return {
    ...(channel === 'whatsapp' ? whatsappFields(from, fields.profileName ?? 'Ada') : SMS_FIELDS),
    MessageSid: sid,
    SmsMessageSid: sid,
    SmsSid: sid,
    SmsStatus: 'received',
    AccountSid: fields.accountSid ?? ACCOUNT_SID,
    ApiVersion: '2010-04-01',
    From: prefix + from,
    To: prefix + to,
    Body: body,
    NumSegments: '1',
    NumMedia: String(media.length),
    ...attached,
    ...fields.extra,
  };
}

const SMS_FIELDS: Params = {
  ToCountry: 'US',
  ToState: 'CA',
  ToCity: 'SAN FRANCISCO',
  ToZip: '94105',
  FromCountry: 'US',
  FromState: 'NY',
  FromCity: 'NEW YORK',
  FromZip: '10001',
  MessagingServiceSid: '',
};

function whatsappFields(from: string, profileName: string): Params {
  return { ProfileName: profileName, MessageType: 'text', WaId: from.replace(/^\+/, ''), ReferralNumMedia: '0' };
}

/** The texts of the messages in a TwiML document, in order, as a phone shows them. */
export function readTwiml(xml: string): string[] {
  const elements = xml.matchAll(/<Message\b[^>]*?(?:\/>|>([\s\S]*?)<\/Message>)/g);
  return [...elements].map(([, inside = '']) => {
    const body = /<Body>([\s\S]*?)<\/Body>/.exec(inside);
    const text = body?.[1] ?? (inside.includes('<') ? '' : inside);
    return readEntities(text.replace(/\r\n?/g, '\n'));
  });
}

const ENTITIES: Params = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function readEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name ?? ''] ?? whole;
  });
}

/** A message that was posted to the fake, whatever it answered. */
export interface PostedMessage {
  /** The id the fake gave it; in the answer unless `answerNext` said otherwise. */
  readonly sid: string;
  readonly accountSid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  /** The whole form. */
  readonly form: URLSearchParams;
  /** Milliseconds since 1970, on the fake's clock. */
  readonly at: number;
  readonly authorization: string | undefined;
  /** The HTTP status it got, or how its answer was lost. */
  readonly answered: number | 'hang' | 'reset';
}

/** What the next message gets: an answer, no answer at all, or a connection that breaks after the request was read. */
export type NextAnswer = JsonAnswer | 'hang' | 'reset';

/** A stand-in for Twilio's REST API. */
export interface FakeTwilio {
  readonly url: string;
  /** Twilio Verify at the same place. */
  readonly verify: FakeVerify;
  readonly messages: readonly PostedMessage[];
  /** What its list of messages shows: those it took with 201, and those that a test adds. */
  readonly listed: ListedMessage[];
  /** How often the list was asked for. */
  readonly lists: number;
  /** Sets the answer of the next message; several calls are used in turn. */
  answerNext(answer: NextAnswer): void;
  /** Sets the answer to everything from now on that has no answer of its own; null: as usual. */
  answerAll(answer: JsonAnswer | null): void;
  /** Sets the answer to the next question for the list; several calls are used in turn. */
  answerNextList(answer: JsonAnswer): void;
  /** The first message that fits, seen or still to come; rejects after `timeoutMs`. */
  waitForMessage(fits: (message: PostedMessage) => boolean, timeoutMs?: number): Promise<PostedMessage>;
  /** Tells of every message as it is posted. */
  onMessage(watch: (message: PostedMessage) => void): void;
  stop(): Promise<void>;
}

/**
 * Starts a fake Twilio on a free port of 127.0.0.1. It takes messages as Twilio does and refuses what Twilio refuses.
 * `now` is its clock.
 */
export async function startFakeTwilio(now: () => number = () => Date.now()): Promise<FakeTwilio> {
  const verify = new FakeVerify(now);
  const messages: PostedMessage[] = [];
  const listed: ListedMessage[] = [];
  const answers: NextAnswer[] = [];
  const listAnswers: JsonAnswer[] = [];
  let lists = 0;
  let toAll: JsonAnswer | null = null;
  const watchers = new Set<Watcher>();

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      const accountSid = MESSAGES_PATH.exec(path)?.[1];
      if (request.method === 'GET' && accountSid !== undefined) {
        lists += 1;
        return writeJson(response, listAnswers.shift() ?? toAll ?? { status: 200, body: listPage(listed, path) });
      }
      const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
      const ofVerify = verify.answer(path, form, request.headers.authorization);
      if (ofVerify === 'hang') return;
      if (ofVerify) return writeJson(response, ofVerify);
      if (request.method !== 'POST' || accountSid === undefined)
        return writeJson(response, twilioError(404, 20404, 'The requested resource was not found'));
      const sid = newSid(form.has('MediaUrl') ? 'MM' : 'SM');
      const posted: Posted = { accountSid, sid, form, authorization: request.headers.authorization };
      const answer = answers.shift() ?? toAll ?? answerAsTwilio(posted);
      const message = describePosted(posted, answer, now());
      messages.push(message);
      if (typeof answer === 'string' || message.answered === 201) listed.push(listedAs(message));
      for (const watch of watchers) watch(message);
      if (answer === 'reset') request.socket.resetAndDestroy();
      else if (answer !== 'hang') writeJson(response, answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    verify,
    messages,
    listed,
    get lists() {
      return lists;
    },
    answerNext: (answer) => void answers.push(answer),
    answerAll: (answer) => {
      toAll = answer;
    },
    answerNextList: (answer) => void listAnswers.push(answer),
    waitForMessage: async (fits, timeoutMs = 5000) => messages.find(fits) ?? watchFor(watchers, fits, timeoutMs),
    onMessage: (watch) => void watchers.add(watch),
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

const MESSAGES_PATH = /^\/2010-04-01\/Accounts\/([^/]+)\/Messages\.json(?:\?|$)/;

type Watcher = (message: PostedMessage) => void;

function watchFor(watchers: Set<Watcher>, fits: (message: PostedMessage) => boolean, timeoutMs: number): Promise<PostedMessage> {
  return new Promise((resolve, reject) => {
    const watch: Watcher = (message) => {
      if (!fits(message)) return;
      watchers.delete(watch);
      clearTimeout(timer);
      resolve(message);
    };
    const timer = setTimeout(() => {
      watchers.delete(watch);
      reject(new Error(`No message that fits was posted within ${timeoutMs} ms.`));
    }, timeoutMs);
    watchers.add(watch);
  });
}

/** A posted message as Twilio's list shows it. */
function listedAs({ sid, from, to, body, at, form }: PostedMessage): ListedMessage {
  return { sid, direction: 'outbound-api', from, to, body, status: 'sent', at, service: form.get('MessagingServiceSid') };
}

function describePosted(posted: Posted, answer: NextAnswer, at: number): PostedMessage {
  const field = (name: string): string => posted.form.get(name) ?? '';
  const answered = typeof answer === 'string' ? answer : answer.status;
  return { ...posted, to: field('To'), from: field('From'), body: field('Body'), at, answered };
}

function writeJson(response: ServerResponse, answer: JsonAnswer): void {
  const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  response.writeHead(answer.status, { 'Content-Type': 'application/json;charset=utf-8', ...answer.headers });
  response.end(body);
}
