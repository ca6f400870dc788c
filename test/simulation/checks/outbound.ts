import type { Books } from '../books.ts';
import type { MessageRow } from '../database.ts';
import { type Facts, groupBy } from './facts.ts';

/** After that many refusals because of load a text is given up and recorded. */
const ATTEMPTS = 5;
const GOT_OUT = ['sent', 'delivered', 'read', 'undelivered'];

/** Promises 5 to 8, 11 and 12: every text that was committed got out once, or it is recorded why it did not. */
export function checkOutbound({ books, messages }: Facts): string[] {
  const rows = new Map(messages.filter((row) => row.direction === 'out').map((row) => [row.id, row]));
  const alike = groupBy([...rows.values()], likeness);
  const wrongs = [...rows.values()].flatMap((row) => [
    ...ifUnsettled(row),
    ...ifLost(row, alike.get(likeness(row)) ?? [], books),
    ...ifDoubled(row, books),
  ]);
  for (const { id, text } of books.taken) {
    if (!rows.has(id)) wrongs.push(`text #${id} "${text}" got out and is not in the database`);
  }
  return wrongs;
}

function ifUnsettled(row: MessageRow): string[] {
  if ([...GOT_OUT, 'failed'].includes(row.status)) return [];
  return [`text #${row.id} is still ${row.status} (${row.route})`];
}

/** Texts that read the same to the same person cannot be told apart in Twilio's list: there, only their number counts. */
function likeness(row: MessageRow): string {
  return `${row.contact} ${row.text}`;
}

function ifLost(row: MessageRow, alike: readonly MessageRow[], books: Books): string[] {
  if (books.times.has(row.id)) return [];
  if (GOT_OUT.includes(row.status)) {
    const all = alike.reduce((sum, one) => sum + (books.times.get(one.id) ?? 0), 0);
    const enough = all >= alike.filter((one) => GOT_OUT.includes(one.status)).length;
    const unknowable = enough || books.lostAfterwards.has(row.id) || books.blocked.has(row.id);
    return unknowable ? [] : [`text #${row.id} "${row.text}" is ${row.status} and never got out`];
  }
  if (row.status !== 'failed') return [];
  const optedOut = row.error?.startsWith('21610') ?? false;
  const tooBusy = (books.busy.get(row.id) ?? 0) >= ATTEMPTS;
  const explained = optedOut || tooBusy || books.refused.has(row.id) || row.secret === 1;
  return explained ? [] : [`text #${row.id} "${row.text}" failed and nothing stood in its way: ${row.error}`];
}

/** Each doubt may double a text once; then it is flagged. A text with a secret is never doubled. */
function ifDoubled(row: MessageRow, books: Books): string[] {
  const times = books.times.get(row.id) ?? 0;
  if (times <= 1) return [];
  const doubts = books.doubts.get(row.id) ?? 0;
  const wrongs = [];
  if (row.repeated !== 1) wrongs.push(`text #${row.id} "${row.text}" got out ${times} times and is not flagged`);
  if (times > 1 + doubts) wrongs.push(`text #${row.id} "${row.text}" got out ${times} times after ${doubts} doubts`);
  if (row.secret === 1) wrongs.push(`text #${row.id} with a secret got out ${times} times`);
  return wrongs;
}
