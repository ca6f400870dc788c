import { expect, test } from 'vitest';
import { wordingFor } from './wording.ts';

/** What one segment of an SMS holds when every character is in its default alphabet. */
const SEGMENT = 160;

test('names the brand, and the word that changes it back', () => {
  const { stopped, started } = wordingFor('Acme');
  expect(stopped).toMatch(/^Acme: .*\bSTART\b/);
  expect(started).toMatch(/^Acme: .*\bSTOP\b/);
});

test('fits into one segment, also with the longest brand that the settings allow', () => {
  for (const text of Object.values(wordingFor('B'.repeat(40)))) {
    expect(text.length).toBeLessThanOrEqual(SEGMENT);
    expect(text).toMatch(/^[A-Za-z0-9 .,:]+$/);
  }
});
