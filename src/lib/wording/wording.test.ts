import { describe, expect, test } from 'vitest';
import { countSegments } from '../segments.ts';
import { shippedLanguage, WORDINGS, wordsIn } from './index.ts';
import { fillIn, PLACEHOLDERS, type WordKey, type WordValues } from './words.ts';

const KEYS = Object.keys(PLACEHOLDERS) as WordKey[];
const LANGUAGES = Object.entries(WORDINGS);

/** The most that the settings, the step and the service let stand in each place. */
const LONGEST: WordValues = {
  brand: 'B'.repeat(28),
  support: 's'.repeat(35),
  number: '+1 (415) 555-0132 - 1234',
  last3: '132',
  n: 10,
  ttl: 10,
  left: 10,
  wait: 240,
  mins: 1440,
  code: '1234567890',
};

/** Segments that a text may take; languages whose letters GSM-7 lacks get three. */
const MOST = { en: 1, es: 1, pt: 1, fr: 1, de: 1, hi: 3, ar: 3 } as const;

/** Says in its own letters what the others say in English: one segment of any encoding will do. */
const IN_OWN_LETTERS: WordKey = 'lang';

function placeholdersIn(text: string): readonly string[] {
  return [...text.matchAll(/\{\{ (\w+) \}\}/g)].map(([, name = '']) => name);
}

describe.each(LANGUAGES)('the wording in %s', (language, words) => {
  test.each(KEYS)('keeps "%s" within its segments with the longest values', (key) => {
    const { segments, encoding, culprit, units } = countSegments(fillIn(words[key], LONGEST));
    const most = key === IN_OWN_LETTERS ? 1 : MOST[language as keyof typeof MOST];
    expect({ key, units, culprit, fits: segments <= most }).toEqual({ key, units, culprit, fits: true });
    if (most === 1 && key !== IN_OWN_LETTERS)
      expect({ key, culprit, encoding }).toEqual({ key, culprit: null, encoding: 'GSM-7' });
  });

  test.each(KEYS)('names in "%s" only what is filled in there', (key) => {
    const allowed: readonly string[] = PLACEHOLDERS[key];
    expect(placeholdersIn(words[key]).filter((name) => !allowed.includes(name))).toEqual([]);
  });

  test('says how long a person has to wait, and which code it is', () => {
    for (const [key, name] of [
      ['resend_wait', 'wait'],
      ['resend_limit', 'mins'],
      ['attempts_over', 'mins'],
      ['otp_sms', 'code'],
    ] as const) {
      expect(placeholdersIn(words[key])).toContain(name);
    }
  });
});

test('names the brand, and the word that changes it back, when somebody opts out or in', () => {
  expect(wordsIn(null).stop_own).toMatch(/^\{\{ brand \}\}: .*\bSTART\b/);
  expect(wordsIn(null).start_own).toMatch(/^\{\{ brand \}\}: .*\bSTOP\b/);
});

test('serves a language with its regions, and any other in English', () => {
  expect(shippedLanguage('pt-BR')).toBe('pt');
  expect(wordsIn('es-MX').lang).toBe('Para seguir en español, responde ES.');
  expect(shippedLanguage('xx')).toBeNull();
  expect(wordsIn('constructor')).toBe(WORDINGS.en);
});
