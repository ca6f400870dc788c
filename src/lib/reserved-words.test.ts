import { expect, test } from 'vitest';
import { foldKeyword } from './keyword.ts';
import { HELP_WORDS, RESERVED_WORDS, START_WORDS, STOP_WORDS, WHATSAPP_STOP_WORDS } from './reserved-words.ts';

test('holds every word of the three lists, each in one list only', () => {
  const words = [...STOP_WORDS, ...START_WORDS, ...HELP_WORDS];
  expect(new Set(words)).toEqual(RESERVED_WORDS);
  expect(words).toHaveLength(RESERVED_WORDS.size);
  expect(RESERVED_WORDS.size).toBe(13);
});

test('finds a word however it was typed, once folded', () => {
  for (const typed of ['STOP', ' Stop! ', 'OptOut.', 'YES', 'Info?']) expect(RESERVED_WORDS.has(foldKeyword(typed))).toBe(true);
  for (const typed of ['stop please', 'yes sure', 'stops']) expect(RESERVED_WORDS.has(foldKeyword(typed))).toBe(false);
});

test('is written in the folded form', () => {
  for (const word of RESERVED_WORDS) expect(foldKeyword(word)).toBe(word);
});

test('lets END, QUIT and CANCEL be answers on WhatsApp', () => {
  for (const word of ['end', 'quit', 'cancel', 'revoke']) expect(WHATSAPP_STOP_WORDS.has(word)).toBe(false);
  for (const word of WHATSAPP_STOP_WORDS) expect(STOP_WORDS.has(word)).toBe(true);
});
