import { PUBLIC_URL } from '../support/live-settings.ts';
import { inboundParams, signWebhook } from '../support/twilio.ts';
import { codeFor } from './provider.ts';

export const WEBHOOK_PATH = '/webhooks/twilio';

/** One message of a person: the bytes of its webhook, signed, and a part of what the answer must say. */
export interface Message {
  readonly request: Buffer;
  readonly says: string;
}

/** What one person says, one message after the other. */
export type Talk = readonly Message[];

let met = 0;
/** Somebody who was not there before in this run. */
function newPerson(): string {
  met += 1;
  return `+1${4_150_000_000 + met}`;
}

/** The phone authentication, of three messages and two calls. */
export function verification(): Talk {
  const from = newPerson();
  const phone = `+44${7_400_000_000 + met}`;
  return [
    message(from, 'hi', 'phone number'),
    message(from, phone, `code sent to ${phone}`),
    message(from, codeFor(phone), `${phone} is verified`),
  ];
}

/** As long as the phone authentication, and calls nobody. */
export function plainTalk(): Talk {
  const from = newPerson();
  const phone = `+44${7_400_000_000 + met}`;
  return [
    message(from, 'plain', 'phone number'),
    message(from, phone, 'code'),
    message(from, '482913', `${phone} is written down`),
  ];
}

/** One message that starts the flow of this keyword. `says` is a part of its answer. */
export function opening(keyword: string, says: string): Talk {
  return [message(newPerson(), keyword, says)];
}

/** The webhook of a message as Twilio sends it. */
function message(from: string, body: string, says: string): Message {
  const params = inboundParams({ from, body });
  const form = new URLSearchParams(params).toString();
  const head = [
    `POST ${WEBHOOK_PATH} HTTP/1.1`,
    'Host: bot.example.com',
    'User-Agent: TwilioProxy/1.1',
    'Accept: */*',
    'Content-Type: application/x-www-form-urlencoded; charset=UTF-8',
    `Content-Length: ${form.length}`,
    `X-Twilio-Signature: ${signWebhook({ publicUrl: PUBLIC_URL, path: WEBHOOK_PATH, params })}`,
  ];
  return { request: Buffer.from(`${head.join('\r\n')}\r\n\r\n${form}`, 'latin1'), says };
}
