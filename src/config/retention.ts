import { parseDuration } from '../lib/duration.ts';
import { splitList } from './values.ts';

/** How long each kind is kept, in milliseconds. */
export interface Retention {
  readonly conversations: number;
  readonly messages: number;
  readonly traces: number;
  readonly dead_letters: number;
  readonly audit: number;
}

const DAY = 86_400_000;
const USUAL = 30 * DAY;
/** Who did what is asked about long after it was done. */
const AUDIT = 365 * DAY;
const KINDS: readonly string[] = ['conversations', 'messages', 'traces', 'dead_letters', 'audit'] satisfies (keyof Retention)[];

export const NO_RETENTION: Retention = { conversations: 0, messages: 0, traces: 0, dead_letters: 0, audit: 0 };

/** `30d`, or `30d,traces=7d,audit=365d`: what is not named is kept as long as the rest, the audit log for a year. Null for anything else. */
export function parseRetention(text: string): Retention | null {
  const named = new Map<string, number>();
  for (const entry of splitList(text)) {
    const [, kind = 'rest', time = ''] = /^(?:(\w+)=)?(\w+)$/.exec(entry) ?? [];
    const duration = parseDuration(time);
    if (duration === null || duration <= 0 || named.has(kind) || (kind !== 'rest' && !KINDS.includes(kind))) return null;
    named.set(kind, duration);
  }
  if (named.size === 0) return null;
  const rest = named.get('rest') ?? USUAL;
  const of = (kind: keyof Retention, usual = rest) => named.get(kind) ?? usual;
  return {
    conversations: of('conversations'),
    messages: of('messages'),
    traces: of('traces'),
    dead_letters: of('dead_letters'),
    audit: of('audit', AUDIT),
  };
}
