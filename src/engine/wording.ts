import { z } from 'zod';
import { fillIn, PLACEHOLDERS, type WordKey, type WordValues } from '../lib/wording/words.ts';
import { wordsIn } from '../lib/wording/index.ts';
import type { Scope } from './scope.ts';
import { language, template } from './shapes.ts';
import type { Template } from './template.ts';

/** What every default text may name: the brand, and where people get help. */
export interface WordingFacts {
  readonly brand: string;
  readonly support: string;
}

/** Says a default text, or what the flow says in its place. `inLanguage` replaces the contact's language. */
export type SayWords = (key: WordKey, values?: WordValues, inLanguage?: string) => string;

/** A flow's own words for one state: for every language, or for some. */
export interface OwnWords {
  readonly templates: readonly Template[];
  /** Undefined for a language it has no words in. */
  in(name: string | null): Template | undefined;
}

/** The words of a flow that replace default texts, by key. */
export type OwnWording = Readonly<Partial<Record<WordKey, OwnWords | undefined>>>;

const ownWords = z
  .union([template, z.record(language, template)], 'A text is a string, or one string per language: { "en": "…", "es": "…" }.')
  .transform((parsed): OwnWords => {
    if (isTemplate(parsed)) return { templates: [parsed], in: () => parsed };
    return {
      templates: Object.values(parsed),
      in: (name) => own(parsed, name ?? 'en') ?? own(parsed, (name ?? 'en').slice(0, 2)),
    };
  });

function own(words: Readonly<Record<string, Template>>, name: string): Template | undefined {
  return Object.hasOwn(words, name) ? words[name] : undefined;
}

function isTemplate(parsed: Template | Readonly<Record<string, Template>>): parsed is Template {
  return typeof parsed['text'] === 'function';
}

/** Read plainly, because the service that makes the code fills it in. */
const PLAIN_CODE = /\{\{-?\s*code\s*-?\}\}/;

const codeWords = ownWords.refine(({ templates }) => templates.every(({ source }) => PLAIN_CODE.test(source)), {
  message: 'The text with the code must say it, as {{ code }}.',
});

const KEYS = Object.keys(PLACEHOLDERS) as WordKey[];

/** The shape of a flow's `wording`. */
export const ownWording = z.strictObject(
  Object.fromEntries(KEYS.map((key) => [key, (key === 'otp_sms' ? codeWords : ownWords).optional()])) as Record<
    WordKey,
    z.ZodOptional<typeof ownWords>
  >,
);

/** What says the texts of a flow to the person of a scope. */
export function sayWords(own: OwnWording, facts: WordingFacts, scope: Scope): SayWords {
  return (key, values = {}, inLanguage) => {
    const name = inLanguage ?? scope.contact.language;
    const all = { ...facts, ...values };
    const replaced = own[key]?.in(name);
    return replaced?.text({ ...scope, attributes: { ...scope.attributes, ...all } }) ?? fillIn(wordsIn(name)[key], all);
  };
}
