const PLAIN = /^[ -~\n]*$/;
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u20e3]+/gu;
const FOREIGN_DIGIT = /(?![0-9])\p{Nd}/gu;
const DIGIT = /^\p{Nd}$/u;

const digits = new Map<string, string>();

/**
 * What a person typed, ready to be searched for digits: NFKC, without zero-width and direction marks (and the frame
 * of a keycap emoji), every decimal digit of every script as 0 to 9.
 */
export function plainText(typed: string): string {
  if (PLAIN.test(typed)) return typed;
  return typed.replace(INVISIBLE, '').normalize('NFKC').replace(FOREIGN_DIGIT, asciiDigit);
}

/** Unicode keeps the ten digits of a script together and in order, so the distance to the first one is the value. */
function asciiDigit(digit: string): string {
  const known = digits.get(digit);
  if (known !== undefined) return known;
  const point = digit.codePointAt(0) ?? 0;
  let first = point;
  while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
  const value = String((point - first) % 10);
  digits.set(digit, value);
  return value;
}
