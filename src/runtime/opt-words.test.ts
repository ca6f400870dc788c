import { expect, test } from 'vitest';
import { HELP_WORDS, START_WORDS, STOP_WORDS } from '../lib/reserved-words.ts';
import { readOptWish } from './opt-words.ts';

const CHANNELS = ['sms', 'whatsapp'] as const;

function wish(channel: 'sms' | 'whatsapp', text: string, more: { optOut?: 'STOP' | 'START' | 'HELP'; optedOut?: boolean } = {}) {
  return readOptWish(channel, { text, optOut: more.optOut ?? null }, more.optedOut ?? false);
}

test.each([...STOP_WORDS])('"%s" as a whole SMS opts out, in any case and with a full stop', (word) => {
  for (const text of [word, word.toUpperCase(), ` ${word}. `]) {
    expect(wish('sms', text)).toBe('stop');
    expect(wish('sms', text, { optedOut: true })).toBe('stop');
  }
});

test.each([
  ['stop', 'stop'],
  ['STOPALL', 'stop'],
  ['unsubscribe', 'stop'],
  ['OptOut', 'stop'],
  ['cancel', null],
  ['end', null],
  ['quit', null],
  ['revoke', null],
] as const)('"%s" on WhatsApp means %s', (text, expected) => {
  expect(wish('whatsapp', text)).toBe(expected);
});

test.each(['stop please', 'please stop', 'stop it', 'do not stop', 'start now', 'help me', 'yes please', '', 'hi'])(
  '"%s" is ordinary text',
  (text) => {
    for (const channel of CHANNELS) {
      expect(wish(channel, text)).toBeNull();
      expect(wish(channel, text, { optedOut: true })).toBeNull();
    }
  },
);

test.each([...START_WORDS])('"%s" opts in only someone who is opted out', (word) => {
  for (const channel of CHANNELS) {
    expect(wish(channel, word, { optedOut: true })).toBe('start');
    expect(wish(channel, word)).toBeNull();
  }
});

test.each([...HELP_WORDS])('"%s" is answered by Twilio on SMS, and ordinary text on WhatsApp', (word) => {
  expect(wish('sms', word)).toBe('help');
  expect(wish('whatsapp', word)).toBeNull();
});

test('what Twilio itself makes of a message counts, whatever its words are', () => {
  for (const channel of CHANNELS) {
    expect(wish(channel, 'arrêt', { optOut: 'STOP' })).toBe('stop');
    expect(wish(channel, 'aide', { optOut: 'HELP' })).toBe('help');
    expect(wish(channel, 'reprise', { optOut: 'START', optedOut: true })).toBe('start');
    expect(wish(channel, 'reprise', { optOut: 'START' })).toBeNull();
  }
});
