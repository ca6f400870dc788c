import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Hold } from '../../runtime/hold.ts';
import type { Received } from '../../runtime/received.ts';
import { readInbound } from './inbound.ts';
import { readSignedForm, refuse, type SignedFormOptions } from './signed-form.ts';
import { EMPTY_TWIML, writeTwiml } from './twiml.ts';

/** Takes messages in and says how their webhooks are to be answered. */
export interface Inbox {
  receive(message: Received): Hold;
  finished(hold: Hold): void;
  closed(hold: Hold): void;
}

export interface WebhookOptions extends SignedFormOptions {
  readonly accountSid: string;
  readonly inbox: Inbox;
  /** Told what becomes of each text, with the text's id added. */
  readonly statusUrl: string;
}

/** Answers one request. It needs nothing of Express, so that it can be asked before Express is entered. */
export type WebhookHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** `POST /webhooks/twilio`: authenticate, check the shape, hand over, answer TwiML. */
export function twilioWebhook(options: WebhookOptions): WebhookHandler {
  const twoTicks = createTicks();
  return async (request, response) => {
    const received = await readMessage(request, response, options);
    if (!received) return;
    // After a stall requests are read that Twilio gave up long before, and that their callers have gone shows only one tick
    // later. Such a message is left alone: what is answered to nobody would count as said. Twilio tries again, or its list is
    // looked at.
    await twoTicks();
    if (request.socket.writable) await answer(response, options, options.inbox.receive(received));
  };
}

/** Gives a promise that resolves once another tick has passed after this one: the same promise to all who ask in one tick. */
function createTicks(): () => Promise<void> {
  let ofThisTick: Promise<void> | null = null;
  return () =>
    (ofThisTick ??= new Promise((resolve) => {
      setImmediate(() => {
        ofThisTick = null;
        setImmediate(resolve);
      });
    }));
}

/** By itself, so that a form takes no memory while its answer is waited for. Null when it is refused. */
async function readMessage(
  request: IncomingMessage,
  response: ServerResponse,
  options: WebhookOptions,
): Promise<Received | null> {
  const pairs = await readSignedForm(request, response, options);
  if (!pairs) return null;
  const reading = readInbound(pairs, options);
  if (!reading.ok) {
    options.logger.warn({ why: reading.why }, 'A signed webhook was refused: its fields do not have the shape of a message');
    refuse(request, response, 403);
    return null;
  }
  return reading.message;
}

async function answer(response: ServerResponse, { inbox, statusUrl }: WebhookOptions, hold: Hold): Promise<void> {
  response.on('close', () => {
    if (response.writableFinished) inbox.finished(hold);
    else inbox.closed(hold);
  });
  const reply = await hold.answer;
  if (reply.as === 'failed') return unavailable(response);
  const twiml =
    reply.said.length === 0
      ? EMPTY_TWIML
      : writeTwiml(reply.said.map(({ id, text, media }) => ({ text, media, statusCallback: `${statusUrl}?message=${id}` })));
  response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': Buffer.byteLength(twiml) }).end(twiml);
}

/** Twilio tries again after a 5xx, so nothing is lost. */
function unavailable(response: ServerResponse): void {
  response.writeHead(503, { 'Content-Type': 'text/plain', 'Retry-After': '5' }).end('Not stored. Please send this again.\n');
}
