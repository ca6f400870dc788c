import type { InboundMessage, Secrecy } from '../engine/event.ts';
import type { Turn } from '../engine/turn.ts';
import { maskDigits } from '../lib/mask.ts';
import type { KeptMessage, TurnCommit } from './store.ts';

/** Whether it came earlier, so that there is a row of it. */
export function isKept(message: InboundMessage): message is KeptMessage {
  return 'id' in message;
}

/** What a turn made of the messages that were kept. */
export function settledKept(turn: Turn): TurnCommit['read'] {
  return turn.read.flatMap(({ message, as, hides }) =>
    isKept(message)
      ? [{ id: message.id, status: as, shown: hides === 'open' ? null : shownText(message.text, hides), bare: hides === 'all' }]
      : [],
  );
}

/** Each message once, by what was said of it first: one that begins a flow may be read by its first step too. */
export function withoutRepeats(read: TurnCommit['read']): TurnCommit['read'] {
  return read.filter(({ id }, at) => read.findIndex((one) => one.id === id) === at);
}

/** The message that a turn is about, as it is to be kept. A secret may be a picture, a button or a place as well. */
export function asRecorded<Message extends InboundMessage>(message: Message, turn: Turn) {
  const { as = 'used', hides = 'open' } = turn.read.find((one) => !isKept(one.message)) ?? {};
  const bare = hides === 'all' ? { media: [], button: null, location: null } : {};
  return { ...message, ...bare, shown: shownText(message.text, hides), status: as };
}

/** A text as it may be shown. */
export function shownText(text: string, hides: Secrecy): string {
  if (hides === 'open') return text;
  return hides === 'digits' ? maskDigits(text) : '••••••';
}
