import { ar } from './ar.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { hi } from './hi.ts';
import { pt } from './pt.ts';
import type { Words } from './words.ts';

/** Every language that is shipped, by its ISO 639 code. */
export const WORDINGS = { en, es, pt, fr, de, hi, ar } as const satisfies Readonly<Record<string, Words>>;
export type Language = keyof typeof WORDINGS;

/** The texts in a language such as `es` or `es-MX`; English for one that is not shipped, or null. */
export function wordsIn(language: string | null): Words {
  return WORDINGS[shippedLanguage(language) ?? 'en'];
}

/** The shipped language that serves a tag such as `pt-BR`, or null. */
export function shippedLanguage(tag: string | null): Language | null {
  const name = (tag ?? '').slice(0, 2).toLowerCase();
  return Object.hasOwn(WORDINGS, name) ? (name as Language) : null;
}
