import { expect, test } from 'vitest';

import { ACCOUNT_SID, BOT_NUMBER, inboundParams, newSid } from '../../../test/support/twilio.ts';
import type { InboundFields } from '../../../test/support/twilio.ts';
import type { FormPair } from './form.ts';
import { readInbound } from './inbound.ts';
import type { InboundMessage, InboundReading } from './inbound.ts';

const SID = newSid();
const form = (fields: InboundFields): FormPair[] => Object.entries(inboundParams({ sid: SID, ...fields }));
const read = (fields: InboundFields): InboundReading => readInbound(form(fields), { accountSid: ACCOUNT_SID });

function accept(fields: InboundFields): InboundMessage {
  const reading = read(fields);
  if (!reading.ok) throw new Error(reading.why);
  return reading.message;
}

function whyNot(pairs: readonly FormPair[]): string | null {
  const reading = readInbound(pairs, { accountSid: ACCOUNT_SID });
  return reading.ok ? null : reading.why;
}

test('reads an SMS', () => {
  expect(accept({ from: '+14155550100', body: 'hello there' })).toEqual({
    sid: SID,
    contact: { ours: BOT_NUMBER, channel: 'sms', theirs: '+14155550100' },
    text: 'hello there',
    media: [],
    name: null,
    button: null,
    optOut: null,
    location: null,
    serviceSid: null,
  });
});

test('reads a WhatsApp message with its addresses bare, its profile name, button and location', () => {
  const extra = {
    ButtonPayload: 'yes',
    Latitude: '37.7879',
    Longitude: '-122.4',
    Address: '101 Spear St',
    Label: '',
    MessagingServiceSid: `MG${'0a'.repeat(16)}`,
  };
  const message = accept({ channel: 'whatsapp', from: '+5214155550100', profileName: 'Ada', body: '', extra });
  expect(message.contact).toEqual({ ours: BOT_NUMBER, channel: 'whatsapp', theirs: '+5214155550100' });
  expect(message).toMatchObject({
    text: '',
    name: 'Ada',
    button: 'yes',
    location: { latitude: 37.7879, longitude: -122.4, address: '101 Spear St', label: null },
  });
  expect(message.serviceSid).toBe(extra.MessagingServiceSid);
});

test('keeps a WhatsApp username id as it is', () => {
  expect(accept({ channel: 'whatsapp', from: 'US.13491208655302741918' }).contact.theirs).toBe('US.13491208655302741918');
});

test('takes a message from a short code and from a named sender', () => {
  expect(accept({ from: '72975' }).contact.theirs).toBe('72975');
  expect(accept({ from: 'ACME Bank' }).contact.theirs).toBe('ACME Bank');
});

test('lists as many media as it says it has, and only web addresses', () => {
  const media = ['https://api.twilio.com/1', 'javascript:alert(1)', 'https://api.twilio.com/2'].map((url) => ({
    url,
    type: 'image/png',
  }));
  const extra = { MediaUrl3: 'https://api.twilio.com/3' };
  expect(accept({ media, extra }).media).toEqual([
    { url: 'https://api.twilio.com/1', type: 'image/png' },
    { url: 'https://api.twilio.com/2', type: 'image/png' },
  ]);
});

test('does not know the type of a file where none of the usual form is given', () => {
  const media = [{ url: 'https://api.twilio.com/1', type: 'image/png; <x>' }];
  expect(accept({ media }).media).toEqual([{ url: 'https://api.twilio.com/1', type: null }]);
});

test("knows Twilio's own opt-out words and no others", () => {
  const types = ['STOP', 'START', 'HELP', 'stop', 'OTHER'].map((type) => accept({ extra: { OptOutType: type } }).optOut);
  expect(types).toEqual(['STOP', 'START', 'HELP', null, null]);
});

test('drops characters that cannot be stored or sent again', () => {
  const message = accept({ channel: 'whatsapp', body: 'a\ud800b\u0000c', profileName: 'A\udc00da' });
  expect([message.text, message.name]).toEqual(['abc', 'Ada']);
});

test('has no location when a coordinate is missing, out of range or not a number', () => {
  const places = [
    { Latitude: '1' },
    { Latitude: '91', Longitude: '0' },
    { Latitude: '', Longitude: '0' },
    { Latitude: '1e1', Longitude: '0' },
  ];
  expect(places.map((extra) => accept({ extra }).location)).toEqual([null, null, null, null]);
});

test.each(['MessageSid', 'AccountSid', 'From', 'To', 'Body', 'NumMedia'])(
  'refuses a form without %s or with two of it',
  (name) => {
    const pairs = form({});
    expect(whyNot(pairs.filter((pair) => pair[0] !== name))).toBe(`${name} is missing`);
    const again = pairs.filter((pair) => pair[0] === name);
    expect(whyNot([...pairs, ...again])).toBe(`${name} came more than once`);
  },
);

test('refuses two of a field that changes what the message means', () => {
  const extra = { OptOutType: 'STOP', MediaUrl0: 'https://api.twilio.com/1' };
  expect(whyNot([...form({ extra }), ['OptOutType', 'START']])).toBe('OptOutType came more than once');
  expect(whyNot([...form({ extra }), ['MediaUrl0', 'https://evil.example']])).toBe('MediaUrl0 came more than once');
});

test('takes two of a field it does not know', () => {
  expect(whyNot([...form({}), ['Newest', '1'], ['Newest', '2']])).toBeNull();
});

test.each<[string, InboundFields]>([
  ['MessageSid', { sid: `SM${'A'.repeat(32)}` }],
  ['MessageSid', { sid: `${SID}0` }],
  ['MessageSid', { sid: `${SID}\n` }],
  ['AccountSid', { accountSid: `AC${'f'.repeat(32)}` }],
  ['NumMedia', { extra: { NumMedia: '' } }],
  ['NumMedia', { extra: { NumMedia: '-1' } }],
  ['From', { from: '' }],
  ['From', { from: ' 14155550100' }],
  ['From', { from: '+1415555010O' }],
  ['From', { from: 'messenger:123' }],
  ['From', { channel: 'whatsapp', from: '+' }],
  ['From', { channel: 'whatsapp', from: 'a b' }],
  ['To', { to: '<script>' }],
  ['From and To', { extra: { To: `whatsapp:${BOT_NUMBER}` } }],
])('refuses a malformed %s: %o', (field, fields) => {
  const why = whyNot(form(fields));
  expect(why?.startsWith(`${field} `)).toBe(true);
});

test('refuses a form whose text was moved into a name, as a signature alone would allow', () => {
  const pairs = form({ body: 'hello' }).map((pair): FormPair => (pair[0] === 'Body' ? ['Bodyhello', ''] : pair));
  expect(whyNot(pairs)).toBe('Body is missing');
});

test('never says a value in a refusal', () => {
  expect(whyNot(form({ from: 'secret-sender-name', body: 'my code is 123456' }))).not.toMatch(/secret|123456/);
});
