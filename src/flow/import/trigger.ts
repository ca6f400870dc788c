import { foldKeyword } from '../../lib/keyword.ts';
import { RESERVED_WORDS } from '../../lib/reserved-words.ts';
import { draftFlow } from '../draft.ts';
import { outlineFlow } from '../outline.ts';
import type { SourceFile } from '../source.ts';
import type { Start } from './start.ts';
import type { Json } from './widget.ts';

/** What starts the flow beside those that are in its folder already, as keys of its file, and what to say about it. */
export function triggerFor(
  id: string,
  start: Start,
  others: readonly SourceFile[],
): { readonly head: Json; readonly note: string } {
  const outlines = others.filter(({ kind }) => kind === 'flow').map((one) => outlineFlow(draftFlow(one)));
  const triggers = outlines.flatMap((outline) => outline?.trigger ?? []);
  if (!triggers.some(({ isDefault }) => isDefault)) {
    const why = start.byMessage ? '' : `In Studio ${start.event} began it, and no message. `;
    return {
      head: { trigger: { default: true } },
      note: `${why}Every message starts it, because no other flow in the folder takes them all.`,
    };
  }
  if (!start.byMessage) {
    const note = `In Studio ${start.event} began it, so no message starts it here either: start it with POST /api/v1/conversations.`;
    return { head: {}, note };
  }
  const taken = new Set(triggers.flatMap(({ keywords }) => keywords.map(({ text }) => foldKeyword(text))));
  const keyword = freeKeyword(id.replaceAll('-', ' '), taken);
  const note = `Another flow takes every message already, so this one starts with the keyword "${keyword}". Change "trigger" as you like.`;
  return { head: { trigger: { keywords: [keyword] } }, note };
}

function freeKeyword(wish: string, taken: ReadonlySet<string>): string {
  const isFree = (word: string) => !taken.has(foldKeyword(word)) && !RESERVED_WORDS.has(foldKeyword(word));
  let keyword = wish;
  for (let count = 2; !isFree(keyword); count++) keyword = `${wish} ${count}`;
  return keyword;
}
