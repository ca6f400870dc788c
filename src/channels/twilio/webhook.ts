import type { Request, RequestHandler, Response } from 'express';
import type { Hold } from '../../runtime/hold.ts';
import type { Logger } from '../../runtime/ports.ts';
import type { Received } from '../../runtime/received.ts';
import { parseForm } from './form.ts';
import { readInbound } from './inbound.ts';
import { readFormBody } from './read-body.ts';
import type { SignatureCheck } from './signature.ts';
import { EMPTY_TWIML, writeTwiml } from './twiml.ts';

const MAX_BODY = 100_000;

/** Takes messages in and says how their webhooks are to be answered. */
export interface Inbox {
  receive(message: Received): Hold;
  finished(hold: Hold): void;
  closed(hold: Hold): void;
}

export interface WebhookOptions {
  readonly accountSid: string;
  readonly isSigned: SignatureCheck;
  readonly inbox: Inbox;
  readonly logger: Logger;
}

/** `POST /webhooks/twilio`: authenticate, check the shape, hand over, answer TwiML. */
export function twilioWebhook(options: WebhookOptions): RequestHandler {
  return async (request, response) => {
    const body = await readFormBody(request, MAX_BODY);
    if (!body.ok) return refuse(request, response, body.status);
    const pairs = parseForm(body.text);
    if (!options.isSigned(request.originalUrl, pairs, request.get('X-Twilio-Signature'))) {
      options.logger.warn(
        { path: request.path },
        'A webhook was refused: its signature does not match PUBLIC_URL and the auth token',
      );
      return refuse(request, response, 403);
    }
    const reading = readInbound(pairs, options);
    if (!reading.ok) {
      options.logger.warn({ why: reading.why }, 'A signed webhook was refused: its fields do not have the shape of a message');
      return refuse(request, response, 403);
    }
    const { profileName, ...message } = reading.message;
    await answer(response, options.inbox, options.inbox.receive({ ...message, name: profileName }));
  };
}

async function answer(response: Response, inbox: Inbox, hold: Hold): Promise<void> {
  response.on('finish', () => inbox.finished(hold));
  response.on('close', () => {
    if (!response.writableFinished) inbox.closed(hold);
  });
  const reply = await hold.answer;
  if (reply.as === 'failed') return unavailable(response);
  const twiml = reply.said.length === 0 ? EMPTY_TWIML : writeTwiml(reply.said);
  response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': Buffer.byteLength(twiml) }).end(twiml);
}

/** Twilio tries again after a 5xx, so nothing is lost. */
function unavailable(response: Response): void {
  response.writeHead(503, { 'Content-Type': 'text/plain', 'Retry-After': '5' }).end('Not stored. Please send this again.\n');
}

const REASONS = {
  400: 'The request broke off.',
  403: 'This request is not a message signed by Twilio for this address.',
  413: 'The body is larger than a message can be.',
  415: 'Send application/x-www-form-urlencoded, as Twilio does.',
};

function refuse(request: Request, response: Response, status: keyof typeof REASONS): void {
  // What was not read would be taken for the next request on this connection.
  if (!request.complete) response.setHeader('Connection', 'close');
  response.writeHead(status, { 'Content-Type': 'text/plain' }).end(`${REASONS[status]}\n`);
}
