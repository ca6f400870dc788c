import type { ChannelName } from '../engine/scope.ts';
import { foldKeyword } from '../lib/keyword.ts';
import { HELP_WORDS, RESERVED_WORDS, STOP_WORDS, WHATSAPP_STOP_WORDS } from '../lib/reserved-words.ts';

/** Verbs before a word that is to be typed, in the languages of our own texts. */
const VERBS = [
  'reply|replying|text|texting|type|typing|send|answer|say|write|respond',
  'responda|responde|escriba|escribe|envíe|envía|digite|envie|escreva',
  'répondez|tapez|envoyez|écrivez|antworten|schreiben|senden|tippen',
].join('|');
const BETWEEN = String.raw`(?:\s+(?:with|back|us|the|word|or|and|con|com|avec|par|mit|sie|oder|ou|o|e|y|und|et))*`;
const QUOTE = `["'“‘«]`;
const WORD = String.raw`[\p{L}]+`;
/** `Reply BOOK, MENU or CANCEL`: all that stands in capitals behind the verb. */
const OFFER = new RegExp(
  String.raw`(?<![\p{L}])(?:${VERBS})${BETWEEN}[\s:]+((?:${QUOTE}?${WORD}["'”’»]?(?:\s*,\s*|\s*\/\s*|\s+(?:or|and|o|ou|oder|y|e|und|et)\s+)?)+)`,
  'giu',
);
/** `CANCEL to go back`, wherever it stands. */
const IN_CAPITALS = /(?<![\p{L}])(\p{Lu}{3,})(?=\s+(?:to|for|para|pour|um|für|por)\s)/gu;
/** Words in capitals that are no part of a longer word. */
const CAPITALS = /(?<![\p{L}\p{N}])\p{Lu}{3,}(?![\p{L}\p{N}])/gu;
/** Something is to be typed or tapped, said before the word in the same sentence. */
const ASKS = new RegExp(
  String.raw`(?<![\p{L}])(?:${VERBS}|press|choose|tap|select|enter|use|hit|confirm|commands?|keywords?|elija|pulse|elige)(?![\p{L}])`,
  'iu',
);
/** What the word does is said right behind it: `CANCEL = leave`, `CANCEL ends this chat`. */
const MEANS = /^[^\p{L}\p{N}\s]*\s*(?:=|→|->|[:–—-]\s|(?:ends?|stops?|leaves?|cancels?|quits?|exits?|takes|means)\b)/u;
/** Other words in capitals beside it, as in `RESEND, CHANGE, CANCEL` and `YES/NO`. */
const AFTER_CAPITALS = /\p{Lu}{2,}\s*[,/|]\s*(?:(?:or|and|o|ou|oder|y|e|und|et)\s+)?$/u;
const BEFORE_CAPITALS = /^\s*[,/|]\s*\p{Lu}{2,}(?!\p{Ll})/u;
const LISTED = /^\s*\d{1,2}[.)]?\s+(.+)$/gm;

/** What follows STOP, START and HELP where they are offered in their own meaning. */
const OWN_MEANING: Readonly<Record<string, RegExp>> = {
  STOP: /opt|unsub|message|text|sms|alert|notif|receiv|hear|contact|stop|quit getting|leave/i,
  START: /opt|subscri|message|text|sms|alert|notif|receiv|again|resume|back/i,
  HELP: /help|info|support|question|assist|contact|agent|option|command|more|problem/i,
};
const ENGLISH_PURPOSE = /^["'”’»]?\s+(?:to|for)\s+([^.!?\n;]*)/i;

/** The first reserved word that a text offers as a command, or null. STOP, START and HELP may be offered for what they mean. */
export function reservedOffer(text: string, channel: ChannelName): string | null {
  const offered = [...text.matchAll(OFFER)].map((found) => inOffer(text, found)).find((word) => word !== null);
  if (offered !== undefined) return offered;
  for (const { 0: word, index } of text.matchAll(IN_CAPITALS)) {
    if (isReserved(word) && !isInOwnMeaning(word, text.slice(index + word.length))) return word;
  }
  for (const { 0: word, index } of text.matchAll(CAPITALS)) {
    if (isReserved(word) && !OWN_MEANING[word] && isOffered(text.slice(0, index), text.slice(index + word.length))) return word;
  }
  const labels = [...text.matchAll(LISTED)].map(([, label = '']) => label);
  return labels.find((label) => takesEffect(label, channel)) ?? null;
}

function isOffered(before: string, behind: string): boolean {
  const sentence = /[^.!?\n]*$/.exec(before)?.[0] ?? '';
  return ASKS.test(sentence) || MEANS.test(behind) || AFTER_CAPITALS.test(before) || BEFORE_CAPITALS.test(behind);
}

function inOffer(text: string, found: RegExpMatchArray): string | null {
  const offered = found[1] ?? '';
  const start = (found.index ?? 0) + found[0].length - offered.length;
  for (const { 0: word, index } of offered.matchAll(/\p{L}+/gu)) {
    const before = text.slice(0, start + index);
    const behind = text.slice(start + index + word.length);
    if (isReserved(word) && isMeantAsWord(word, before, behind) && !isInOwnMeaning(word, behind)) return word;
  }
  return null;
}

/** In capitals, in quotes, or followed by what it is good for: "reply yes to confirm", but not "send info to us". */
function isMeantAsWord(word: string, before: string, behind: string): boolean {
  if (word === word.toUpperCase()) return true;
  if (/["'“‘«]$/.test(before) && /^["'”’»]/.test(behind)) return true;
  return /(?:reply|type|answer|respond with)\s+$/i.test(before) && /^\s+to\s+\p{L}/u.test(behind);
}

function isInOwnMeaning(word: string, behind: string): boolean {
  const own = OWN_MEANING[word.toUpperCase()];
  if (!own) return false;
  const purpose = ENGLISH_PURPOSE.exec(behind)?.[1];
  return purpose === undefined || own.test(purpose);
}

function isReserved(word: string): boolean {
  return RESERVED_WORDS.has(foldKeyword(word));
}

/** A label of a list is typed as it stands, and then Twilio or we take it for an opt-out or a call for help. */
function takesEffect(label: string, channel: ChannelName): boolean {
  const word = foldKeyword(label);
  return channel === 'sms' ? STOP_WORDS.has(word) || HELP_WORDS.has(word) : WHATSAPP_STOP_WORDS.has(word);
}
