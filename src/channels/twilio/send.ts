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
  /** Texts that are read of one list; 100,000 unless given. */
  readonly maxListed?: number;
}

const TIMEOUT_MS = 10_000;
/** Twilio compares days, not times: https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources */
const DAY = 24 * 3_600_000;
/** Texts in one answer of the list: so many of the longest stay below what an answer may be. */
const PAGE_SIZE = 200;
/** Texts of one list at most: what comes to a busy number in four minutes, or to a quiet one in an outage of hours. */
const MAX_LISTED = 100_000;

/** The way out through Twilio's REST API. The vendor's library is loaded at the first send, so that a start stays fast. */
export function createTwilioChannel(options: TwilioChannelOptions): Channel {
  const most = options.maxListed ?? MAX_LISTED;
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
        const from = address(contact, contact.ours);
        return readPages(await open(), { query: { to: address(contact, contact.theirs) }, since, most }, (one) => {
          const isOurs = one.direction !== 'inbound' && (one.from === from || one.messagingServiceSid !== null);
          return isOurs ? { sid: one.sid, text: one.body, at: one.dateCreated.getTime() } : null;
        });
      }),
    listReceived: ({ to, since }) =>
      list(async () => {
        const query = { to: address(to, to.ours), dateSentAfter: new Date(since - DAY) };
        const { items, ...rest } = await readPages(await open(), { query, since, most }, (one) => {
          if (one.direction !== 'inbound') return null;
          const from = one.from.replace(/^whatsapp:/, '');
          return { sid: one.sid, from, text: one.body, at: one.dateCreated.getTime() };
        });
        return { items: items.toSorted((a, b) => a.at - b.at), ...rest };
      }),
  };
}

type MessagePage = Awaited<ReturnType<Twilio['messages']['page']>>;

interface Range {
  readonly query: NonNullable<Parameters<Twilio['messages']['page']>[0]>;
  readonly since: number;
  readonly most: number;
}

interface Pages<Item> {
  readonly items: readonly Item[];
  readonly isCut?: true;
}

/**
 * What `keep` makes of the messages since then. The list has the newest first, so the rest need not be read. Only what is kept
 * stays in memory: the library's own objects are many times as large.
 */
async function readPages<Item>(
  { messages }: Twilio,
  { query, since, most }: Range,
  keep: (message: MessagePage['instances'][number]) => Item | null,
): Promise<Pages<Item>> {
  const items: Item[] = [];
  let page: Pick<MessagePage, 'instances' | 'nextPage'> | undefined = await messages.page({
    ...query,
    pageSize: Math.min(PAGE_SIZE, most),
  });
  for (let read = 0; page; page = await page.nextPage()) {
    const young = page.instances.filter((one) => one.dateCreated.getTime() >= since);
    for (const one of young) {
      const item = keep(one);
      if (item !== null) items.push(item);
    }
    if (young.length < page.instances.length) break;
    read += young.length;
    if (read >= most) return { items, isCut: true };
  }
  return { items };
}

async function list<Item>(read: () => Promise<Pages<Item>>): Promise<Listed<Item>> {
  try {
    return { ok: true, ...(await read()) };
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
