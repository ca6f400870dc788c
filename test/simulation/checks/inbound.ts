import type { Arrival, InboundMessage } from '../books.ts';
import type { MessageRow } from '../database.ts';
import { type Facts, groupBy } from './facts.ts';

const OUTCOMES = ['used', 'not_used', 'unanswered', 'handed_off'];

/** Promises 2, 3, 4 and 15: every message has one row and one outcome, and those of a contact were taken in their order. */
export function checkInbound({ books, messages, buried, firstStart }: Facts): string[] {
  const rows = messages.filter((row) => row.direction === 'in');
  const bySid = groupBy(rows, (row) => row.sid);
  const wrongs: string[] = [];
  for (const message of books.inbound) {
    const found = bySid.get(message.sid) ?? [];
    const mustBeThere = message.acknowledged || message.at >= firstStart;
    if (found.length > 1) wrongs.push(`message ${message.sid} has ${found.length} rows`);
    if (found.length === 0 && mustBeThere) wrongs.push(`message ${message.sid} "${message.text}" was lost`);
  }
  const sent = new Set(books.inbound.map((message) => message.sid));
  for (const row of rows) {
    if (!OUTCOMES.includes(row.status) && !buried.has(row.contact))
      wrongs.push(`message ${row.id} has no outcome: it is ${row.status}`);
    if (row.sid === null || !sent.has(row.sid)) wrongs.push(`message ${row.id} was never sent`);
  }
  for (const own of groupBy(rows, (row) => row.contact).values()) wrongs.push(...outOfOrder(own, books.inbound));
  return wrongs;
}

/**
 * Only messages whose first webhook was answered 2xx count: others were taken at some repeat, or by a sweep before it.
 * Of two that were under way at two processes at once, either may be the first.
 */
function outOfOrder(rows: readonly MessageRow[], inbound: readonly InboundMessage[]): string[] {
  const firsts = new Map(inbound.map((message) => [message.sid, message.arrivals[0]]));
  const wrongs: string[] = [];
  const before: { row: MessageRow; first: Arrival }[] = [];
  for (const row of rows) {
    const first = row.sid === null ? undefined : firsts.get(row.sid);
    if (!first || first.answered === null || first.listed) continue;
    const passed = before.find((other) => mustComeFirst(first, other.first));
    if (passed) wrongs.push(`message ${row.id} came before ${passed.row.id} and was taken after it`);
    before.push({ row, first });
  }
  return wrongs;
}

function mustComeFirst(one: Arrival, other: Arrival): boolean {
  if (one.process === other.process) return one.order < other.order;
  return one.answered !== null && one.answered < other.order;
}
