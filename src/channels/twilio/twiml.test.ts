import * as fc from 'fast-check';
import twilio from 'twilio';
import { expect, test } from 'vitest';

import { readTwiml } from '../../../test/support/twilio.ts';
import { EMPTY_TWIML, writeTwiml } from './twiml.ts';

const markup = fc.constantFrom('<', '>', '&', '"', "'", ']]>', '&amp;', '<Body>', '\r\n', '\n', '\t', '\r', '😀');
const broken = fc.constantFrom('\0', '\u0008', '\u000b', '\u001f', '\ufffe', '\uffff', '\ud800', '\udc00');
const texts = fc.array(fc.oneof(markup, broken, fc.string({ unit: 'binary' })), { maxLength: 8 }).map((parts) => parts.join(''));

/** What Twilio's library makes of a character, asked once for each. */
const verdicts = new Map<string, boolean>();

function throwsFor(character: string): boolean {
  const known = verdicts.get(character);
  if (known !== undefined) return known;
  let throws = false;
  try {
    new twilio.twiml.MessagingResponse().message(character);
  } catch {
    throws = true;
  }
  verdicts.set(character, throws);
  return throws;
}

/** The characters of a text that Twilio's library takes one at a time. */
const accepted = (text: string): string =>
  Array.from(text)
    .filter((character) => !throwsFor(character))
    .join('');

test("says what Twilio's MessagingResponse says, less the characters it throws on", () => {
  fc.assert(
    fc.property(fc.array(texts, { minLength: 1, maxLength: 4 }), (said) => {
      const library = new twilio.twiml.MessagingResponse();
      for (const text of said) library.message(accepted(text));
      const read = readTwiml(writeTwiml(said.map((text) => ({ text }))));
      expect(read).toEqual(readTwiml(library.toString()));
      expect(read).toEqual(said.map(accepted));
    }),
    { numRuns: 100_000 },
  );
}, 240_000);

test("writes media and a status callback character for character as Twilio's library does", () => {
  const media = ['https://files.example/a.png?x=1&y="2"', 'https://files.example/b.png'];
  const statusCallback = 'https://chat.example.com/webhooks/twilio/status?message=7&a="b"';
  const library = new twilio.twiml.MessagingResponse();
  const message = library.message({ statusCallback }, '');
  message.body('Here <you> are');
  for (const url of media) message.media(url);
  expect(writeTwiml([{ text: 'Here <you> are', media, statusCallback }])).toBe(library.toString());
});

test('sends nothing for no messages', () => {
  expect(writeTwiml([])).toBe(EMPTY_TWIML);
  expect(EMPTY_TWIML).toBe(new twilio.twiml.MessagingResponse().toString());
});

test('sends media alone without an empty text', () => {
  expect(writeTwiml([{ text: '', media: ['https://files.example/a.png'] }])).toContain(
    '<Message><Media>https://files.example/a.png</Media></Message>',
  );
});
