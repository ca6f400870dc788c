/** One message to answer a webhook with. `statusCallback` is the URL Twilio tells of its delivery. */
export interface TwimlMessage {
  readonly text: string;
  readonly media?: readonly string[];
  readonly statusCallback?: string;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/** The answer that sends nothing. */
export const EMPTY_TWIML = `${DECLARATION}<Response/>`;

/** The TwiML document that sends these messages in this order. Characters XML cannot carry are left out. */
export function writeTwiml(messages: readonly TwimlMessage[]): string {
  if (messages.length === 0) return EMPTY_TWIML;
  let xml = `${DECLARATION}<Response>`;
  for (const message of messages) xml += writeMessage(message);
  return `${xml}</Response>`;
}

function writeMessage(message: TwimlMessage): string {
  const attribute = message.statusCallback === undefined ? '' : ` statusCallback="${escapeAttribute(message.statusCallback)}"`;
  const media = message.media ?? [];
  if (media.length === 0) return `<Message${attribute}>${escapeText(message.text)}</Message>`;
  const body = message.text === '' ? '' : `<Body>${escapeText(message.text)}</Body>`;
  return `<Message${attribute}>${body}${media.map((url) => `<Media>${escapeText(url)}</Media>`).join('')}</Message>`;
}

// Most texts need nothing: one look decides. The first class is all that is not plain: markup, controls and surrogates.
const SPECIAL = /[^\t\n\x20-%'-;=?-\ud7ff\ue000-\ufffd]/;
const NOT_XML = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function escapeText(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return (
    text
      .replace(NOT_XML, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // A bare carriage return would be read back as a line feed.
      .replaceAll('\r', '&#xD;')
  );
}

function escapeAttribute(value: string): string {
  return escapeText(value).replaceAll('"', '&quot;').replaceAll('\t', '&#x9;').replaceAll('\n', '&#xA;');
}
