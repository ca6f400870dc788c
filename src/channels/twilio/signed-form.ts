import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../runtime/ports.ts';
import { type FormPair, parseForm } from './form.ts';
import { readFormBody } from './read-body.ts';
import type { SignatureCheck } from './signature.ts';
import { type Explaining, explainSignature } from './signed-for.ts';
import type { WebhookLog } from './webhook-log.ts';

const MAX_BODY = 100_000;

export interface SignedFormOptions {
  readonly isSigned: SignatureCheck;
  readonly logger: Logger;
  /** Told of every webhook that came. */
  readonly met: Pick<WebhookLog, 'accepted' | 'refused' | 'mayExplain'>;
  /** What the check was made with. */
  readonly signature: Explaining;
}

/** The pairs of a form that Twilio signed for this address; null when it is none, and is refused. */
export async function readSignedForm(
  request: IncomingMessage,
  response: ServerResponse,
  options: SignedFormOptions,
): Promise<readonly FormPair[] | null> {
  const body = await readFormBody(request, MAX_BODY);
  const path = request.url ?? '';
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
  tellMisfit(request, options, pairs, signature);
  refuse(request, response, 403);
  return null;
}

/** Explaining costs more than refusing, and whoever sends forged webhooks must not make us pay for it: so it is done now and then. */
function tellMisfit(
  request: IncomingMessage,
  options: SignedFormOptions,
  pairs: readonly FormPair[],
  signature: string | undefined,
): void {
  const path = request.url ?? '';
  const arrived = {
    path,
    hosts: ['host', 'x-forwarded-host', 'x-original-host'].map((name) => readHeader(request, name)),
    port: readHeader(request, 'x-forwarded-port'),
    prefix: readHeader(request, 'x-forwarded-prefix'),
  };
  const misfit = options.met.mayExplain() ? explainSignature(options.signature, arrived, pairs, signature) : null;
  const urlChecked = options.signature.publicUrl + path.slice(0, LONGEST_SHOWN);
  const { reason, signedFor, hint } = misfit ?? { reason: 'Its signature does not fit.', signedFor: null, hint: BUSY };
  options.met.refused({ reason, urlChecked, signedFor: signedFor?.slice(0, LONGEST_SHOWN) ?? null, hint });
  options.logger.warn(
    { reason, checked: options.signature.publicUrl + withoutQuery(path).slice(0, LONGEST_SHOWN), signedFor, hint },
    'A webhook was refused: its signature does not match PUBLIC_URL and the auth token',
  );
}

const LONGEST_SHOWN = 300;
const BUSY = 'Many webhooks were refused at the same time; the reason is looked for in a few of them only.';

function withoutQuery(path: string): string {
  const start = path.indexOf('?');
  return start === -1 ? path : path.slice(0, start);
}

function readHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** The message it is about, and its state: what Twilio sends once more is the same. */
function keyOf(pairs: readonly FormPair[]): string {
  let sid = '';
  let status = '';
  for (const [name, value] of pairs) {
    if (name === 'MessageSid') sid = value;
    else if (name === 'MessageStatus') status = value;
  }
  return `${sid} ${status}`;
}

const REASONS = {
  400: 'The request broke off.',
  403: 'This request is not a message signed by Twilio for this address.',
  413: 'The body is larger than a message can be.',
  415: 'Send application/x-www-form-urlencoded, as Twilio does.',
};

export function refuse(request: IncomingMessage, response: ServerResponse, status: keyof typeof REASONS): void {
  // What was not read would be taken for the next request on this connection.
  if (!request.complete) response.setHeader('Connection', 'close');
  response.writeHead(status, { 'Content-Type': 'text/plain' }).end(`${REASONS[status]}\n`);
}
