/**
 * The candidate nearest to `word`, case ignored, or undefined when none is near.
 * Near is at most 2 edits (a letter more, less, other, or two swapped) and fewer than half the letters of the word;
 * a word of one or two letters may differ by one. The first of equally near candidates wins.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const typed = Array.from(word.toLowerCase());
  let allowed = typed.length <= 2 ? 1 : Math.min(2, Math.ceil(typed.length / 2) - 1);
  let best: string | undefined;
  for (const candidate of candidates) {
    const letters = Array.from(candidate.toLowerCase());
    if (Math.abs(letters.length - typed.length) > allowed) continue;
    const edits = countEdits(typed, letters);
    if (edits > allowed) continue;
    best = candidate;
    if (edits === 0) break;
    allowed = edits - 1;
  }
  return best;
}

/** `' Did you mean "x"?'` for the nearest candidate, or an empty text when none is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const candidate = closest(word, candidates);
  return candidate === undefined ? '' : ` Did you mean "${candidate}"?`;
}

/** Damerau-Levenshtein distance, without edits between swapped letters. */
function countEdits(from: readonly string[], to: readonly string[]): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1];
      let edits = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) edits = Math.min(edits, (beforeLast[j - 2] ?? 0) + 1);
      row.push(edits);
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length] ?? 0;
}
