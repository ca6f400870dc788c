import { couldRead } from '../../lib/mask.ts';
import type { SentText } from '../ports.ts';
import type { DoubtfulText, DoubtSettled } from '../store.ts';

/**
 * What the far side's list says of a text in doubt. One with a code in it is never sent again by itself: who waits for it
 * asks for a new one.
 */
export function decideDoubt(doubt: DoubtfulText, sent: readonly SentText[]): DoubtSettled {
  const isOther = (text: string) => doubt.unnamed.some((other) => isText(other, text));
  // What a content template reads is written at Twilio: it may be any text that is not another one of ours.
  const mayBe = (text: string) => isText(doubt, text) || (doubt.template && !isOther(text));
  const found = sent.filter((one) => !doubt.knownSids.includes(one.sid) && mayBe(one.text));
  // Those that got out on a webhook are listed too, and may read the same.
  const others = doubt.unnamed.filter((other) => found.some((one) => isText(other, one.text))).length;
  const [own] = found;
  if (own && found.length > others) return { as: 'sent', sid: others === 0 ? own.sid : null };
  if (doubt.secret) return { as: 'failed', reason: 'It was not sent, and a text with a code is not sent again by itself.' };
  return { as: 'again' };
}

function isText({ shown, secret }: Pick<DoubtfulText, 'shown' | 'secret'>, text: string): boolean {
  return secret ? couldRead(shown, text) : shown === text;
}
