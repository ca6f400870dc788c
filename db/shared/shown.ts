import type { Place } from '../../src/engine/event.ts';
import type { ConversationState } from '../../src/engine/state.ts';
import type { Attributes } from '../../src/engine/value.ts';
import { maskDigits } from '../../src/lib/mask.ts';
import type { Sealer } from '../../src/lib/seal.ts';
import type { TranscriptItem } from '../../src/runtime/reads.ts';
import { readFiles, readMedia } from './bodies.ts';

const HIDDEN = '•••';

/** What no step has read may be a code, so its digits are hidden. */
const UNREAD: ReadonlySet<string> = new Set(['received', 'kept', 'not_used', 'unanswered']);

/** A message as its row has it. */
interface MessageRow {
  readonly direction: 'in' | 'out';
  readonly status: string;
  readonly sid: string | null;
  readonly text: Buffer | null;
  readonly shown: Buffer | null;
  readonly media: string | null;
  readonly extra: Buffer | null;
  readonly author: 'person' | null;
  readonly error: string | null;
  readonly at: number;
}

/** The attributes of a conversation's row, secret ones hidden. */
export function shownAttributes(data: string, secrets: Buffer | null, sealer: Sealer): Attributes {
  const { attributes } = JSON.parse(data) as ConversationState;
  if (!secrets) return attributes;
  const hidden = Object.keys((JSON.parse(sealer.open(secrets)) as { attributes: Attributes }).attributes);
  return { ...attributes, ...Object.fromEntries(hidden.map((name) => [name, HIDDEN])) };
}

/** A message as people may see it. */
export function shownMessage(message: MessageRow, sealer: Sealer): TranscriptItem {
  const sealed = message.shown ?? message.text;
  const text = sealed ? sealer.open(sealed) : '';
  const isIn = message.direction === 'in';
  const media = isIn ? readFiles(message.media).map((one) => one.url) : readMedia(message.media);
  return {
    direction: message.direction,
    text: UNREAD.has(message.status) ? maskDigits(text) : text,
    at: message.at,
    status: message.status,
    sid: message.sid,
    ...(media.length === 0 ? {} : { media }),
    ...(isIn && message.extra ? { location: JSON.parse(sealer.open(message.extra)) as Place } : {}),
    ...(message.author === null ? {} : { author: message.author }),
    ...(message.error === null ? {} : { error: message.error }),
  };
}
