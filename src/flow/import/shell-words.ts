const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', "'": "'", '"': '"', '\\': '\\' };

/** The words of a shell command, quotes and line continuations taken away: `a 'b c'` gives `a` and `b c`. Null when a quote is left open. */
export function shellWords(command: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let rest = command
    .replaceAll(/\\\r?\n/g, ' ')
    .replaceAll(/\^\r?\n/g, ' ')
    .trim();
  while (rest !== '') {
    const piece = PIECES.map((pattern) => pattern.exec(rest)).find((match) => match !== null);
    if (!piece) return null;
    const [whole, inside = ''] = piece;
    rest = rest.slice(whole.length);
    if (/^\s+$/.test(whole)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + plain(whole, inside);
  }
  return word === null ? words : [...words, word];
}

/** Blanks, text in $'…', in '…', in "…", an escaped character, and everything else. */
const PIECES = [/^\s+/, /^\$'((?:[^'\\]|\\.)*)'/s, /^'([^']*)'/, /^"((?:[^"\\]|\\.)*)"/s, /^\\(.)/s, /^([^\s'"\\$]+|\$)/];

function plain(whole: string, inside: string): string {
  if (whole.startsWith("$'")) return inside.replaceAll(/\\(.)/gs, (_, one: string) => ESCAPES[one] ?? one);
  if (whole.startsWith('"')) return inside.replaceAll(/\\(["\\$`])/g, '$1');
  return inside;
}
