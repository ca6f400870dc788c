import type { MediaFile, Place } from '../../engine/event.ts';
import { sendable } from '../../lib/sendable.ts';
import type { ContactKey } from '../../runtime/ports.ts';
import type { Received } from '../../runtime/received.ts';
import type { FormPair } from './form.ts';

/**
 * A message of a person, as Twilio delivered it. `sid` is the dedupe key; addresses have no channel prefix. The text, which may
 * be empty, and the name that the person gave to WhatsApp are without characters that cannot be stored or sent again.
 */
export interface InboundMessage extends Received {
  readonly serviceSid: string | null;
}

/** A message, or why the form is none; `why` names fields and never their values. */
export type InboundReading =
  | { readonly ok: true; readonly message: InboundMessage }
  | { readonly ok: false; readonly why: string };

/** Fields that must come exactly once. */
const REQUIRED = ['MessageSid', 'AccountSid', 'From', 'To', 'Body', 'NumMedia'] as const;
/** Fields that may be absent. A second one of any name we read is refused: it would be a choice which of them counts. */
const OPTIONAL = [
  'ProfileName',
  'ButtonPayload',
  'OptOutType',
  'Latitude',
  'Longitude',
  'Address',
  'Label',
  'MessagingServiceSid',
] as const;
const READ: ReadonlySet<string> = new Set<string>([...REQUIRED, ...OPTIONAL]);
const MEDIA_URL = /^Media(?:Url|ContentType)\d+$/;

const MESSAGE_SID = /^(?:SM|MM)[0-9a-f]{32}$/;
const SERVICE_SID = /^MG[0-9a-f]{32}$/;
const COUNT = /^\d{1,3}$/;
const DEGREES = /^-?\d{1,3}(?:\.\d{1,20})?$/;
const OPT_OUTS = ['STOP', 'START', 'HELP'] as const;

/**
 * Reads the form of an inbound message after its signature was found good. A signature does not say where a name ends
 * and its value begins, so the shape of every field that identifies the message is checked here.
 */
export function readInbound(pairs: readonly FormPair[], options: { readonly accountSid: string }): InboundReading {
  const fields = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (!READ.has(name) && !MEDIA_URL.test(name)) continue;
    if (fields.has(name)) return refuse(`${name} came more than once`);
    fields.set(name, value);
  }
  const missing = REQUIRED.find((name) => !fields.has(name));
  if (missing !== undefined) return refuse(`${missing} is missing`);

  const field = (name: (typeof REQUIRED)[number]): string => fields.get(name) ?? '';
  if (!MESSAGE_SID.test(field('MessageSid'))) return refuse('MessageSid is not the id of a message');
  if (field('AccountSid') !== options.accountSid) return refuse('AccountSid is not the account in TWILIO_ACCOUNT_SID');
  if (!COUNT.test(field('NumMedia'))) return refuse('NumMedia is not a count');
  const theirs = readAddress(field('From'));
  if (theirs === null) return refuse('From is not an SMS or WhatsApp address');
  const ours = readAddress(field('To'));
  if (ours === null) return refuse('To is not an SMS or WhatsApp address');
  if (theirs.channel !== ours.channel) return refuse('From and To are on different channels');

  const contact: ContactKey = { ours: ours.address, channel: ours.channel, theirs: theirs.address };
  return { ok: true, message: { sid: field('MessageSid'), contact, ...readContent(fields) } };
}

function refuse(why: string): InboundReading {
  return { ok: false, why };
}

function readContent(fields: ReadonlyMap<string, string>): Omit<InboundMessage, 'sid' | 'contact'> {
  const optOut = fields.get('OptOutType');
  const service = fields.get('MessagingServiceSid') ?? '';
  return {
    text: sendable(fields.get('Body') ?? ''),
    media: readMedia(fields),
    name: readText(fields.get('ProfileName')),
    button: readText(fields.get('ButtonPayload')),
    optOut: OPT_OUTS.find((type) => type === optOut) ?? null,
    location: readLocation(fields),
    serviceSid: SERVICE_SID.test(service) ? service : null,
  };
}

const WHATSAPP = 'whatsapp:';
const E164 = /^\+[1-9]\d{4,14}$/;
const SHORT_CODE = /^\d{3,8}$/;
/** An alphanumeric sender: at most 11 characters, one of them a letter. */
const SENDER_NAME = /^(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}$/;
/** A WhatsApp username id: opaque, and never begun like a phone number that would then be a broken one. */
const USERNAME_ID = /^[A-Za-z0-9][A-Za-z0-9._:@~-]{0,159}$/;

function readAddress(value: string): { readonly channel: ContactKey['channel']; readonly address: string } | null {
  if (value.startsWith(WHATSAPP)) {
    const address = value.slice(WHATSAPP.length);
    return E164.test(address) || USERNAME_ID.test(address) ? { channel: 'whatsapp', address } : null;
  }
  const known = E164.test(value) || SHORT_CODE.test(value) || SENDER_NAME.test(value);
  return known ? { channel: 'sms', address: value } : null;
}

const MEDIA_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,80}$/;

function readMedia(fields: ReadonlyMap<string, string>): readonly MediaFile[] {
  const count = Number(fields.get('NumMedia'));
  const media: MediaFile[] = [];
  for (let at = 0; at < count; at += 1) {
    const url = fields.get(`MediaUrl${at}`);
    const type = fields.get(`MediaContentType${at}`) ?? '';
    if (url !== undefined && /^https?:\/\//.test(url)) media.push({ url, type: MEDIA_TYPE.test(type) ? type : null });
  }
  return media;
}

function readText(value: string | undefined): string | null {
  const text = sendable(value ?? '');
  return text === '' ? null : text;
}

function readLocation(fields: ReadonlyMap<string, string>): Place | null {
  const latitude = fields.get('Latitude');
  const longitude = fields.get('Longitude');
  if (latitude === undefined || longitude === undefined || !DEGREES.test(latitude) || !DEGREES.test(longitude)) return null;
  const [north, east] = [Number(latitude), Number(longitude)];
  if (Math.abs(north) > 90 || Math.abs(east) > 180) return null;
  return { latitude: north, longitude: east, address: readText(fields.get('Address')), label: readText(fields.get('Label')) };
}
