import type { Request, Response } from 'express';
import type { Logger } from '../../runtime/ports.ts';
import { type FormPair, parseForm } from './form.ts';
import { readFormBody } from './read-body.ts';
import type { SignatureCheck, SignatureOptions } from './signature.ts';
import { explainSignature } from './signed-for.ts';
import type { WebhookLog } from './webhook-log.ts';

const MAX_BODY = 100_000;

export interface SignedFormOptions {
  readonly isSigned: SignatureCheck;
  readonly logger: Logger;
  /** Told of every webhook that came. */
  readonly met: Pick<WebhookLog, 'accepted' | 'refused'>;
  /** What the check was made with. */
  readonly signature: SignatureOptions;
}

/** The pairs of a form that Twilio signed for this address; null when it is none, and is refused. */
export async function readSignedForm(
  request: Request,
  response: Response,
  options: SignedFormOptions,
): Promise<readonly FormPair[] | null> {
  const body = await readFormBody(request, MAX_BODY);
  const path = request.originalUrl;
  const urlChecked = options.signature.publicUrl + path;
  if (!body.ok) {
    options.met.refused({ reason: REASONS[body.status], urlChecked, signedFor: null, hint: null });
    refuse(request, response, body.status);
    return null;
  }
  const pairs = parseForm(body.text);
  const signature = readHeader(request, 'x-twilio-signature');
  if (options.isSigned(path, pairs, signature)) {
    options.met.accepted(urlChecked, keyOf(pairs));
    return pairs;
  }
  const arrived = { path, host: readHeader(request, 'host'), forwardedHost: readHeader(request, 'x-forwarded-host') };
  options.met.refused(explainSignature(options.signature, arrived, pairs, signature));
  options.logger.warn(
    { path: request.path },
    'A webhook was refused: its signature does not match PUBLIC_URL and the auth token',
  );
  refuse(request, response, 403);
  return null;
}

function readHeader(request: Request, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** The message it is about, and its state: what Twilio sends once more is the same. */
function keyOf(pairs: readonly FormPair[]): string {
  const fields = new Map(pairs);
  return `${fields.get('MessageSid') ?? ''} ${fields.get('MessageStatus') ?? ''}`;
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
