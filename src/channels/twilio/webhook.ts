import type { RequestHandler, Response } from 'express';
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

/** `POST /webhooks/twilio`: authenticate, check the shape, hand over, answer TwiML. */
export function twilioWebhook(options: WebhookOptions): RequestHandler {
  return async (request, response) => {
    const pairs = await readSignedForm(request, response, options);
    if (!pairs) return;
    const reading = readInbound(pairs, options);
    if (!reading.ok) {
      options.logger.warn({ why: reading.why }, 'A signed webhook was refused: its fields do not have the shape of a message');
      return refuse(request, response, 403);
    }
    const { profileName, ...message } = reading.message;
    await answer(response, options, options.inbox.receive({ ...message, name: profileName }));
  };
}

async function answer(response: Response, { inbox, statusUrl }: WebhookOptions, hold: Hold): Promise<void> {
  response.on('finish', () => inbox.finished(hold));
  response.on('close', () => {
    if (!response.writableFinished) inbox.closed(hold);
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
function unavailable(response: Response): void {
  response.writeHead(503, { 'Content-Type': 'text/plain', 'Retry-After': '5' }).end('Not stored. Please send this again.\n');
}
