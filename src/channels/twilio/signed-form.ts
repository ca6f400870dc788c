import type { Request, Response } from 'express';
import type { Logger } from '../../runtime/ports.ts';
import { type FormPair, parseForm } from './form.ts';
import { readFormBody } from './read-body.ts';
import type { SignatureCheck } from './signature.ts';

const MAX_BODY = 100_000;

/** The pairs of a form that Twilio signed for this address; null when it is none, and is refused. */
export async function readSignedForm(
  request: Request,
  response: Response,
  options: { readonly isSigned: SignatureCheck; readonly logger: Logger },
): Promise<readonly FormPair[] | null> {
  const body = await readFormBody(request, MAX_BODY);
  if (!body.ok) {
    refuse(request, response, body.status);
    return null;
  }
  const pairs = parseForm(body.text);
  const signature = request.headers['x-twilio-signature'];
  if (options.isSigned(request.originalUrl, pairs, typeof signature === 'string' ? signature : undefined)) return pairs;
  options.logger.warn(
    { path: request.path },
    'A webhook was refused: its signature does not match PUBLIC_URL and the auth token',
  );
  refuse(request, response, 403);
  return null;
}

const REASONS = {
  400: 'The request broke off.',
  403: 'This request is not a message signed by Twilio for this address.',
  413: 'The body is larger than a message can be.',
  415: 'Send application/x-www-form-urlencoded, as Twilio does.',
};

export function refuse(request: Request, response: Response, status: keyof typeof REASONS): void {
  // What was not read would be taken for the next request on this connection.
  if (!request.complete) response.setHeader('Connection', 'close');
  response.writeHead(status, { 'Content-Type': 'text/plain' }).end(`${REASONS[status]}\n`);
}
