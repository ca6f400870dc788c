import { closest } from '../../lib/suggest.ts';

/** The nearest candidate as a question, then what to do if it was not meant. */
export function meantOr(word: string, candidates: Iterable<string>, otherwise: string): string {
  const meant = closest(word, candidates);
  return meant === undefined
    ? otherwise
    : `Did you mean "${meant}"? Otherwise ${otherwise.charAt(0).toLowerCase()}${otherwise.slice(1)}`;
}
