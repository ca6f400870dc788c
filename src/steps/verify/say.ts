import type { Say } from '../../engine/effect.ts';
import type { WordKey, WordValues } from '../../lib/wording/words.ts';
import { DEFAULTS } from './config.ts';
import { type Here, phoneOf, remember } from './memory.ts';

const MINUTE = 60_000;
const ON_ITS_WAY = 15_000;

/** A text of the wording with all that is known filled in. */
export function sayHere(here: Here, key: WordKey, values: WordValues = {}): readonly Say[] {
  const { config, context, memory } = here;
  const known: WordValues = {
    n: config.length ?? DEFAULTS.length,
    number: memory.shown,
    last3: (phoneOf(here) ?? '').slice(-3),
    ttl: wholeMinutes(memory.expiresAt - context.now),
  };
  return [{ text: context.words(key, { ...known, ...values }), media: [] }];
}

/** How long a code works, rounded down as in the text that brings it, but for the moments that it took to arrive. Never 0. */
function wholeMinutes(ms: number): number {
  return Math.max(1, Math.floor((ms + ON_ITS_WAY) / MINUTE));
}

/** Rounded up, and never 0. */
export function inMinutes(ms: number): number {
  return Math.max(1, Math.ceil(ms / MINUTE));
}

/** Rounded up, and never 0. */
export function inSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}

/** One more answer in a row that was nothing the step asked for. */
export function countMisfit(here: Here): Here {
  return remember(here, { misfits: here.memory.misfits + 1 });
}

/** The same moment, told in another language: the contact's own is changed only by the turn that comes of it. */
export function speaking(here: Here, language: string): Here {
  const { context } = here;
  return { ...here, context: { ...context, words: (key, values) => context.words(key, values, language) } };
}
