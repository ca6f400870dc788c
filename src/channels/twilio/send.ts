import type { Twilio } from 'twilio';

import { sendable } from '../../lib/sendable.ts';
import type { Channel, ContactKey, Listed, Outgoing } from '../../runtime/ports.ts';
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
/** Twilio compares days, not times: https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources */
const DAY = 24 * 3_600_000;
/** Texts in one answer of the list: so many of the longest stay below what an answer may be. */
const PAGE_SIZE = 50;
/** Pages of one list at most. */
const MAX_PAGES = 200;

/** The way out through Twilio's REST API. The vendor's library is loaded at the first send, so that a start stays fast. */
export function createTwilioChannel(options: TwilioChannelOptions): Channel {
  let client: Promise<Twilio> | null = null;
  const open = () => (client ??= connect({ ...options, timeoutMs: options.timeoutMs ?? TIMEOUT_MS }));
  return {
    async send(message) {
      const { messages } = await open();
      try {
        const { sid } = await messages.create(writeRequest(message, options));
        if (typeof sid === 'string' && sid !== '') return { as: 'sent', sid };
        return { as: 'unknown', reason: 'Twilio answered without a message id. Its status callback or message list will tell.' };
      } catch (error) {
        return readFailure(error);
      }
    },
    listSent: ({ contact, since }) =>
      list(async () => {
        const found = await readPages(await open(), { to: address(contact, contact.theirs) }, since);
        const from = address(contact, contact.ours);
        const ours = found.filter(
          (one) => one.direction !== 'inbound' && (one.from === from || one.messagingServiceSid !== null),
        );
        return ours.map((one) => ({ sid: one.sid, text: one.body, at: one.dateCreated.getTime() }));
      }),
    listReceived: ({ to, since }) =>
      list(async () => {
        const query = { to: address(to, to.ours), dateSentAfter: new Date(since - DAY) };
        const found = (await readPages(await open(), query, since)).filter((one) => one.direction === 'inbound');
        const texts = found.map((one) => ({
          sid: one.sid,
          from: one.from.replace(/^whatsapp:/, ''),
          text: one.body,
          at: one.dateCreated.getTime(),
        }));
        return texts.sort((a, b) => a.at - b.at);
      }),
  };
}

type MessagePage = Awaited<ReturnType<Twilio['messages']['page']>>;
type ListQuery = NonNullable<Parameters<Twilio['messages']['page']>[0]>;

/** The messages since then. The list has the newest first, so the rest need not be read. */
async function readPages({ messages }: Twilio, query: ListQuery, since: number): Promise<MessagePage['instances']> {
  const found: MessagePage['instances'] = [];
  let page: Pick<MessagePage, 'instances' | 'nextPage'> | undefined = await messages.page({ ...query, pageSize: PAGE_SIZE });
  for (let count = 1; page; count++) {
    const young = page.instances.filter((one) => one.dateCreated.getTime() >= since);
    found.push(...young);
    if (young.length < page.instances.length || count === MAX_PAGES) break;
    page = await page.nextPage();
  }
  return found;
}

async function list<Item>(read: () => Promise<readonly Item[]>): Promise<Listed<Item>> {
  try {
    return { ok: true, items: await read() };
  } catch (error) {
    const failure = readFailure(error);
    return { ok: false, reason: failure.as === 'sent' ? 'no list' : failure.reason };
  }
}

type CreateRequest = Parameters<Twilio['messages']['create']>[0];

function writeRequest(message: Outgoing, options: TwilioChannelOptions): CreateRequest {
  const { contact, id } = message;
  return {
    to: address(contact, contact.theirs),
    ...writeSender(contact, options.messagingServiceSid),
    ...writeContent(message),
    ...(options.statusCallbackUrl === null ? {} : { statusCallback: `${options.statusCallbackUrl}?message=${id}` }),
  };
}

/** A content template has its own text, media and buttons. */
function writeContent({
  text,
  media,
  template,
}: Outgoing): Pick<CreateRequest, 'body' | 'mediaUrl' | 'contentSid' | 'contentVariables'> {
  if (template) {
    const variables = Object.entries(template.variables).map(([name, value]) => [name, sendable(value)] as const);
    const filled = JSON.stringify(Object.fromEntries(variables));
    return { contentSid: template.sid, ...(variables.length === 0 ? {} : { contentVariables: filled }) };
  }
  return { ...(text === '' ? {} : { body: sendable(text) }), ...(media.length === 0 ? {} : { mediaUrl: [...media] }) };
}

/** Replies leave from the number that was texted. Where there is no number of our own, the service picks one. */
function writeSender(contact: ContactKey, service: string | null): Pick<CreateRequest, 'from' | 'messagingServiceSid'> {
  const usesService = service !== null && contact.channel === 'sms';
  if (usesService && (contact.ours === '' || contact.ours === service)) return { messagingServiceSid: service };
  const from = address(contact, contact.ours);
  return usesService ? { from, messagingServiceSid: service } : { from };
}

function address(contact: Pick<ContactKey, 'channel'>, bare: string): string {
  return contact.channel === 'whatsapp' ? `whatsapp:${bare}` : bare;
}
