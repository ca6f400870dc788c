// XML 1.0 has no way to write these, and DEL shows as nothing. \p{Cs} matches only half of a surrogate pair.
const UNSENDABLE = /(?![\t\n\r\x80-\x9f])[\p{Cc}\p{Cs}\ufffe\uffff]/u;
const ALL_UNSENDABLE = new RegExp(UNSENDABLE, 'gu');

// Blanks, but for no-break spaces and a blank that carries a mark; or the end of a sentence in a script without blanks.
const BREAK = /[^\S\u00a0\u202f]+(?![\p{M}\u200d])|(?<=[。！？])(?![\p{M}\u200d。！？」』）])/gu;
const SENTENCE_END = /[.!?…。！？]["'”’)\]」』）]{0,2}$/;
const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

interface Cut {
  readonly end: number;
  readonly next: number;
}

/** The text without the characters that neither TwiML nor Twilio's REST API can carry. Tab and line ends stay. */
export function sendable(text: string): string {
  return UNSENDABLE.test(text) ? text.replace(ALL_UNSENDABLE, '') : text;
}

/**
 * Splits a text into pieces of at most `limit` UTF-16 units: after a paragraph, a line or a sentence where that
 * leaves at least a third of the limit, else after a word, else between two characters as a reader sees them.
 * Blanks at a cut are dropped; no piece is blank, so a blank text gives none.
 */
export function splitText(text: string, limit = 1600): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const { end, next } = cutAt(rest.slice(0, limit * 2), limit);
    pieces.push(rest.slice(0, end));
    rest = rest.slice(next);
  }
  pieces.push(rest);
  return pieces.filter((piece) => piece.trim() !== '');
}

function cutAt(window: string, limit: number): Cut {
  const cuts: Partial<Record<'paragraph' | 'line' | 'sentence' | 'word', Cut>> = {};
  for (const match of window.matchAll(BREAK)) {
    const end = match.index;
    if (end > limit) break;
    const cut = { end, next: end + match[0].length };
    cuts[end < limit / 3 ? 'word' : kindOf(match[0], window.slice(Math.max(0, end - 3), end))] = cut;
  }
  return cuts.paragraph ?? cuts.line ?? cuts.sentence ?? cuts.word ?? cutInWord(window, limit);
}

function kindOf(blanks: string, before: string): 'paragraph' | 'line' | 'sentence' | 'word' {
  const lineEnds = blanks.split('\n').length - 1;
  if (lineEnds > 0) return lineEnds > 1 ? 'paragraph' : 'line';
  return SENTENCE_END.test(before) ? 'sentence' : 'word';
}

function cutInWord(window: string, limit: number): Cut {
  const start = GRAPHEMES.segment(window).containing(limit)?.index ?? 0;
  // One character with more marks than fit: cut between the marks, but never inside a surrogate pair.
  const wanted = start > 0 ? start : limit - (isPair(window, limit - 1) ? 1 : 0);
  const end = Math.max(wanted, isPair(window, 0) ? 2 : 1);
  return { end, next: end };
}

function isPair(text: string, at: number): boolean {
  return (text.codePointAt(at) ?? 0) > 0xffff;
}
