import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { ACCOUNT_SID, AUTH_TOKEN, BOT_NUMBER } from './twilio.ts';

/** A phone number as Twilio's REST API writes it. */
interface NumberResource {
  sid: string;
  phone_number: string;
  sms_url: string;
  sms_fallback_url: string;
  capabilities: { sms: boolean };
}

/** The part of Twilio's REST API that tells of an account and its numbers and changes their webhooks. */
export interface AccountServer {
  readonly url: string;
  readonly number: NumberResource;
}

/** Starts it, for the length of a test. `clockAhead` in milliseconds is how far its dates are ahead of ours. */
export async function startAccountServer(
  options: { readonly status?: string; readonly clockAhead?: number } = {},
): Promise<AccountServer> {
  const number: NumberResource = {
    sid: `PN${'1'.repeat(32)}`,
    phone_number: BOT_NUMBER,
    sms_url: 'https://old.example.com/sms',
    sms_fallback_url: '',
    capabilities: { sms: true },
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.sendDate = false;
      response.setHeader('Date', new Date(Date.now() + (options.clockAhead ?? 0)).toUTCString());
      const answer = answerTo(request.method ?? '', request.url ?? '', Buffer.concat(chunks).toString(), number, options);
      const known = request.headers.authorization === `Basic ${Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64')}`;
      response.writeHead(known ? answer.status : 401, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(known ? answer.body : { code: 20003, message: 'Authenticate', status: 401 }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, number };
}

function answerTo(
  method: string,
  url: string,
  body: string,
  number: NumberResource,
  { status = 'active' }: { readonly status?: string },
) {
  const path = url.replace(`/2010-04-01/Accounts/${ACCOUNT_SID}`, '').replace(/\?.*/, '');
  if (method === 'GET' && path === '.json') return { status: 200, body: { sid: ACCOUNT_SID, status, type: 'Full' } };
  if (method === 'GET' && path === '/IncomingPhoneNumbers.json') {
    const asked = new URL(url, 'http://x').searchParams.get('PhoneNumber');
    return { status: 200, body: { incoming_phone_numbers: asked === number.phone_number ? [number] : [] } };
  }
  if (method === 'POST' && path === `/IncomingPhoneNumbers/${number.sid}.json`) {
    const fields = new URLSearchParams(body);
    number.sms_url = fields.get('SmsUrl') ?? number.sms_url;
    number.sms_fallback_url = fields.get('SmsFallbackUrl') ?? number.sms_fallback_url;
    return { status: 200, body: number };
  }
  return { status: 404, body: { code: 20404, message: 'not found', status: 404 } };
}
