import { describe, expect, test } from 'vitest';
import { RESERVED_WORDS } from '../reserved-words.ts';
import { languageOfCountry, readCommand, readLanguage } from './commands.ts';
import { WORDINGS } from './index.ts';

test.each([
  ['RESEND', 'resend'],
  ['re-send', null],
  ['New code please', 'resend'],
  ['send it again', 'resend'],
  ['Change.', 'change'],
  ['wrong number', 'change'],
  ['EXIT!', 'exit'],
  ['cancel please', 'exit'],
  ['I want to leave', 'exit'],
  ['?', 'options'],
  ['Menú', 'options'],
  ['Info', 'help'],
  ['NEU', 'resend'],
  ['hello', null],
  ['123456', null],
  ['', null],
  ['exit the building before it is too late and tell everybody about it', null],
])('"%s" means %s', (typed, command) => {
  expect(readCommand(typed)).toBe(command);
});

describe.each(Object.entries(WORDINGS))('the texts in %s', (_language, words) => {
  const offered = (text: string) => text.match(/\p{Lu}{3,}/gu) ?? [];

  test('offer only commands that are understood', () => {
    for (const key of ['ask_code', 'ask_code_known', 'code_wrong', 'code_no_digits', 'send_failed', 'already', 'idle'] as const) {
      const commands = offered(words[key]).filter((word) => !['SMS', 'PIN'].includes(word));
      expect(commands.length, words[key]).toBeGreaterThan(0);
      expect(commands.filter((word) => readCommand(word) === null)).toEqual([]);
    }
  });

  test('offer no word that carriers take for themselves, but for STOP, START and HELP', () => {
    const own = ['stop', 'start', 'help'];
    const wrong = Object.values(words)
      .flatMap(offered)
      .map((word) => word.toLowerCase());
    expect(wrong.filter((word) => RESERVED_WORDS.has(word) && !own.includes(word))).toEqual([]);
  });
});

// English says it in Spanish: whoever reads English is not asked.
const otherLanguages = Object.entries(WORDINGS).filter(([language]) => language !== 'en');

test.each(otherLanguages)('the texts in %s say how to go on in that language, with a word that does it', (_language, words) => {
  const [, word = ''] = /(\p{Lu}+)[.।]?$/u.exec(words.lang.replace(/ लिखें।$/, '')) ?? [];
  expect(WORDINGS[readLanguage(word) ?? 'en']).toBe(words);
});

test('a greeting is no wish for Hindi', () => {
  expect(readLanguage('hi')).toBeNull();
  expect(readLanguage('Hindi')).toBe('hi');
});

test('a country has the language that most speak there, where it is shipped and not English', () => {
  expect(['MX', 'BR', 'AT', 'EG', 'US', 'JP', null].map(languageOfCountry)).toEqual(['es', 'pt', 'de', 'ar', null, null, null]);
});
