import type { Twilio } from 'twilio';
import { type ClientOptions, connect } from './client.ts';
import { readFailure, TwilioRefusal } from './failure.ts';

/** Where Twilio sends what people text to a sender, and where it turns when that fails. An unset one is ''. */
export interface Webhooks {
  readonly url: string;
  readonly fallbackUrl: string;
  /** Only a Messaging Service has one: a number's texts name theirs one by one. */
  readonly statusCallback: string | null;
}

/** What texts leave from, and where its webhooks stand. */
export interface Sender {
  readonly kind: 'number' | 'service';
  readonly sid: string;
  readonly name: string;
  readonly sms: boolean;
  readonly webhooks: Webhooks;
}

export interface AccountFacts {
  /** Such as "active" or "suspended", as Twilio says it. */
  readonly status: string;
  readonly trial: boolean;
  /** Twilio's time less ours in milliseconds, to the second; null when its answer had no date. */
  readonly clockAhead: number | null;
}

/** What came of asking Twilio; `reason` carries numbers of the error, never a credential. */
export type Asked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: string; readonly unauthorized: boolean };

/** The account as `doctor` and `connect` see it. */
export interface TwilioAccount {
  facts(): Promise<Asked<AccountFacts>>;
  /** The service where one is set, else the number; null when the account has no such sender. */
  sender(): Promise<Asked<Sender | null>>;
  setWebhooks(sender: Sender, webhooks: Webhooks): Promise<Asked<Sender>>;
}

export interface AccountOptions extends ClientOptions {
  readonly fromNumber: string | null;
  readonly messagingServiceSid: string | null;
  readonly now: () => number;
}

/** Asks and changes an account through Twilio's REST API. */
export function openAccount(options: AccountOptions): TwilioAccount {
  let date: string | null = null;
  const client = connect({ ...options, onHeaders: (headers) => (date = readDate(headers)) });
  return {
    facts: () =>
      ask(async () => {
        const { status, type } = await (await client).api.v2010.accounts(options.accountSid).fetch();
        const theirs = date === null ? Number.NaN : Date.parse(date);
        return { status, trial: type === 'Trial', clockAhead: Number.isNaN(theirs) ? null : theirs - options.now() };
      }),
    sender: () => ask(async () => readSender(await client, options)),
    setWebhooks: (sender, webhooks) => ask(async () => writeWebhooks(await client, sender, webhooks)),
  };
}

async function readSender(client: Twilio, options: AccountOptions): Promise<Sender | null> {
  const { messagingServiceSid, fromNumber } = options;
  if (messagingServiceSid !== null) return serviceSender(await client.messaging.v1.services(messagingServiceSid).fetch());
  if (fromNumber === null) return null;
  const [found] = await client.incomingPhoneNumbers.list({ phoneNumber: fromNumber, limit: 1 });
  return found ? numberSender(found) : null;
}

async function writeWebhooks(client: Twilio, sender: Sender, { url, fallbackUrl, statusCallback }: Webhooks): Promise<Sender> {
  if (sender.kind === 'number') {
    const update = { smsUrl: url, smsMethod: 'POST', smsFallbackUrl: fallbackUrl, smsFallbackMethod: 'POST' };
    return numberSender(await client.incomingPhoneNumbers(sender.sid).update(update));
  }
  return serviceSender(
    await client.messaging.v1.services(sender.sid).update({
      inboundRequestUrl: url,
      inboundMethod: 'POST',
      fallbackUrl,
      fallbackMethod: 'POST',
      statusCallback: statusCallback ?? '',
      useInboundWebhookOnNumber: false,
    }),
  );
}

type Service = Awaited<ReturnType<ReturnType<Twilio['messaging']['v1']['services']>['fetch']>>;
type PhoneNumber = Awaited<ReturnType<Twilio['incomingPhoneNumbers']['list']>>[number];

function serviceSender({ sid, friendlyName, inboundRequestUrl, fallbackUrl, statusCallback }: Service): Sender {
  const webhooks = {
    url: inboundRequestUrl || '',
    fallbackUrl: fallbackUrl || '',
    statusCallback: statusCallback || '',
  };
  return { kind: 'service', sid, name: friendlyName, sms: true, webhooks };
}

function numberSender({ sid, phoneNumber, smsUrl, smsFallbackUrl, capabilities }: PhoneNumber): Sender {
  const webhooks = { url: smsUrl || '', fallbackUrl: smsFallbackUrl || '', statusCallback: null };
  return { kind: 'number', sid, name: phoneNumber, sms: capabilities.sms, webhooks };
}

async function ask<Value>(read: () => Promise<Value>): Promise<Asked<Value>> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    const failure = readFailure(error);
    const unauthorized = error instanceof TwilioRefusal && (error.status === 401 || error.status === 403);
    return { ok: false, reason: failure.as === 'sent' ? 'no answer' : describe(error, failure.reason), unauthorized };
  }
}

function describe(error: unknown, otherwise: string): string {
  if (!(error instanceof TwilioRefusal)) return otherwise;
  const named = error.code === null ? '' : `, error ${error.code} (https://www.twilio.com/docs/api/errors/${error.code})`;
  return `Twilio answered HTTP ${error.status}${named}.`;
}

function readDate(headers: unknown): string | null {
  const value = typeof headers === 'object' && headers !== null ? Reflect.get(headers, 'date') : undefined;
  return typeof value === 'string' ? value : null;
}
