const PLAIN = /^[a-z]+$/;
const PLAIN_ANY_CASE = /^[A-Za-z]+$/;
const DOTTED_I = /i\u0307+/g;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}+/gu;
// Signs that Unicode calls symbols and people use as punctuation; + and currency signs carry meaning and stay.
const SEPARATORS = /[\p{P}\p{Z}\p{Cc}`^~|<>=]+/gu;

/**
 * The form in which a typed word and a keyword are compared: width, case, spaces, punctuation and invisible marks
 * make no difference, letters of every script and emoji stay. `"  Hi!! "` gives `hi`, `re-send` gives `re send`;
 * a text of nothing but punctuation gives an empty text.
 */
export function foldKeyword(text: string): string {
  if (PLAIN.test(text)) return text;
  if (PLAIN_ANY_CASE.test(text)) return text.toLowerCase();
  // A Turkish keyboard writes "İptal"; lower case leaves a dot above the i that no keyword has.
  const lower = text.replace(INVISIBLE, '').normalize('NFKC').toLowerCase().replace(DOTTED_I, 'i');
  return lower.normalize('NFKC').replace(SEPARATORS, ' ').trim();
}
