import { foldKeyword } from '../lib/keyword.ts';
import type { InboundMessage } from './event.ts';

/** Something to tap. `value` is what a tap stands for. */
export interface Button {
  readonly label: string;
  readonly value: string;
}

/** One of several answers to choose from; `keywords` are other words for it. */
export interface Option extends Button {
  readonly keywords?: readonly string[] | undefined;
}

/** What stands below a text where there is nothing to tap: "\n1. Sales\n2. Support". */
export function numberedList(options: readonly Pick<Option, 'label'>[]): string {
  return options.map((one, index) => `\n${index + 1}. ${one.label}`).join('');
}

/** The option that a message means: by its button, its label, its number, its value or a keyword. */
export function pickOption<T extends Option>(
  options: readonly T[],
  { text, button }: Pick<InboundMessage, 'text' | 'button'>,
): T | undefined {
  return (button === null ? undefined : options.find((one) => one.value === button)) ?? byWords(options, text);
}

function byWords<T extends Option>(options: readonly T[], typed: string): T | undefined {
  const word = foldKeyword(typed);
  if (word === '') return undefined;
  const isNamed = (names: readonly string[]) => names.some((name) => foldKeyword(name) === word);
  // What people were shown comes first; some copy the whole line.
  return (
    options.find(({ label }, index) => isNamed([label, `${index + 1}. ${label}`])) ??
    (/^\d{1,2}$/.test(word) ? options[Number(word) - 1] : undefined) ??
    options.find(({ value, keywords = [] }) => isNamed([value, ...keywords]))
  );
}
