import type { TestApp } from './app.ts';
import { type Answered, postWebhook } from './phone.ts';
import { ACCOUNT_SID, BOT_NUMBER } from './twilio.ts';

/** What Twilio reports of a text: `id` is the server's own id of it, as it stands in the address that is told. */
export interface Report {
  readonly id: number | null;
  readonly sid: string;
  readonly status: string;
  readonly code?: number;
}

/** Reports what became of a text, signed as Twilio does. */
export function report(server: TestApp, { id, sid, status, code }: Report): Promise<Answered> {
  const path = `/webhooks/twilio/status${id === null ? '' : `?message=${id}`}`;
  const params = {
    MessageSid: sid,
    SmsSid: sid,
    AccountSid: ACCOUNT_SID,
    From: BOT_NUMBER,
    To: '+14155550100',
    MessageStatus: status,
    SmsStatus: status,
    ...(code === undefined ? {} : { ErrorCode: String(code) }),
  };
  return postWebhook(server, params, { path });
}

/** The server's own ids of the texts in a TwiML document, in order. */
export function idsIn(xml: string): number[] {
  return [...xml.matchAll(/statusCallback="[^"]*[?&]message=(\d+)"/g)].map(([, id]) => Number(id));
}

/** The server's own id of a text that was sent by REST. */
export function idOf({ form }: { readonly form: URLSearchParams }): number {
  return Number(/[?&]message=(\d+)$/.exec(form.get('StatusCallback') ?? '')?.[1]);
}
