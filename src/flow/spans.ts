import { createScanner } from 'jsonc-parser';

/** A piece of a text, in UTF-16 units. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** What stands at a line and a column of a JSON text, both counted from 1: a name, a value that is no list, or one bracket. */
export function spanAt(text: string, line: number, column: number): Span {
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  let start = mark;
  for (let at = 1; at < line; at += 1) {
    const end = text.indexOf('\n', start);
    if (end < 0) break;
    start = end + 1;
  }
  const offset = Math.min(start + column - 1, text.length);
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  const length = scanner.getTokenOffset() === offset ? scanner.getTokenLength() : 1;
  return { offset, length: Math.min(length, text.length - offset) };
}
