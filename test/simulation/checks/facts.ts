import type { Books } from '../books.ts';
import type { ConversationRow, JobRow, MessageRow, TraceRow } from '../database.ts';

/** What the far side saw and what our database says, to be held against each other. */
export interface Facts {
  readonly books: Books;
  readonly messages: readonly MessageRow[];
  readonly conversations: readonly ConversationRow[];
  readonly traces: readonly TraceRow[];
  readonly jobs: readonly JobRow[];
  /** Contacts whose conversation waits among the dead letters, because the store failed too often for it. */
  readonly buried: ReadonlySet<string>;
  /** How late anything that was due may have happened in this run, in milliseconds. */
  readonly longestDelay: number;
  /** Wall milliseconds; messages sent before are not looked for. */
  readonly firstStart: number;
}

export function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
