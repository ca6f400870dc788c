import type { Twilio } from 'twilio';

import { sendable } from '../../lib/sendable.ts';
import type { Channel, ContactKey, Outgoing } from '../../runtime/ports.ts';
import { connect } from './client.ts';
import { readFailure } from './failure.ts';

export interface TwilioChannelOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** An API key and its secret sign in place of the auth token where both are given. */
  readonly apiKey?: string;
  readonly apiSecret?: string;
  /** The origin of Twilio's API, or of a stand-in. */
  readonly apiUrl: string;
  /** Told of every message's delivery, with `?message=` and the message's own id; null asks for no reports. */
  readonly statusCallbackUrl: string | null;
  /** Sends SMS through this service, still from the number the person texted. */
  readonly messagingServiceSid: string | null;
  /** Milliseconds one send may take from first to last byte; 10 s unless given. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;

/** The way out through Twilio's REST API. The vendor's library is loaded at the first send, so that a start stays fast. */
export function createTwilioChannel(options: TwilioChannelOptions): Channel {
  let client: Promise<Twilio> | null = null;
  return {
    async send(message) {
      client ??= connect({ ...options, timeoutMs: options.timeoutMs ?? TIMEOUT_MS });
      const { messages } = await client;
      try {
        const { sid } = await messages.create(writeRequest(message, options));
        if (typeof sid === 'string' && sid !== '') return { as: 'sent', sid };
        return { as: 'unknown', reason: 'Twilio answered without a message id. Its status callback or message list will tell.' };
      } catch (error) {
        return readFailure(error);
      }
    },
  };
}

type CreateRequest = Parameters<Twilio['messages']['create']>[0];

function writeRequest(message: Outgoing, options: TwilioChannelOptions): CreateRequest {
  const { contact, id, text, media } = message;
  return {
    to: address(contact, contact.theirs),
    ...writeSender(contact, options.messagingServiceSid),
    ...(text === '' ? {} : { body: sendable(text) }),
    ...(media.length === 0 ? {} : { mediaUrl: [...media] }),
    ...(options.statusCallbackUrl === null ? {} : { statusCallback: `${options.statusCallbackUrl}?message=${id}` }),
  };
}

/** Replies leave from the number that was texted. Where there is no number of our own, the service picks one. */
function writeSender(contact: ContactKey, service: string | null): Pick<CreateRequest, 'from' | 'messagingServiceSid'> {
  const usesService = service !== null && contact.channel === 'sms';
  if (usesService && (contact.ours === '' || contact.ours === service)) return { messagingServiceSid: service };
  const from = address(contact, contact.ours);
  return usesService ? { from, messagingServiceSid: service } : { from };
}

function address(contact: ContactKey, bare: string): string {
  return contact.channel === 'whatsapp' ? `whatsapp:${bare}` : bare;
}
