import { type Books, contactText, type TakenText } from '../books.ts';
import type { MessageRow } from '../database.ts';
import { type Facts, groupBy } from './facts.ts';

/** After that many refusals because of load a text is given up and recorded. */
const ATTEMPTS = 5;
const GOT_OUT = ['sent', 'delivered', 'read', 'undelivered'];

/** Promises 5 to 8, 11 and 12: every text that was committed got out once, or it is recorded why it did not. */
export function checkOutbound({ books, messages, longestDelay }: Facts): string[] {
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
  if (longestDelay <= TRUSTY)
    for (const taken of groupBy(books.taken, (one) => contactText(one.contact)).values())
      wrongs.push(...overtaking(taken, rows, books));
  return wrongs;
}

/** Whoever opts out is told so at once. */
const SAYS_SO = /you are unsubscribed/;
/** A text that is held up for longer keeps nothing back, and one on a webhook is on its way for a moment. Milliseconds. */
const PATIENCE = 20_000;
const ON_ITS_WAY = 1_000;
/** Where things may happen later than this, the store has lost what it was told, or the clock was set. */
const TRUSTY = 30_000;

/** Of two texts to one contact the older one leaves first, unless it was held up for long or nobody knew whether it had left. */
function overtaking(taken: readonly TakenText[], rows: ReadonlyMap<number, MessageRow>, books: Books): string[] {
  const wrongs: string[] = [];
  for (const [at, later] of taken.entries()) {
    for (const earlier of taken.slice(0, at)) {
      const [first, second] = [rows.get(later.id), rows.get(earlier.id)];
      if (
        !first ||
        !second ||
        first.id >= second.id ||
        SAYS_SO.test(earlier.text) ||
        isInDoubt(first, books) ||
        isInDoubt(second, books)
      )
        continue;
      const heldUp = second.at - first.at >= PATIENCE || (first.route === 'twiml' && later.at - earlier.at < ON_ITS_WAY);
      if (!heldUp) wrongs.push(`text #${second.id} (${second.route}) overtook #${first.id} (${first.route})`);
    }
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
  const explained = optedOut || tooBusy || books.refused.has(row.id) || row.secret;
  return explained ? [] : [`text #${row.id} "${row.text}" failed and nothing stood in its way: ${row.error}`];
}

/** Each doubt may double a text once; then it is flagged. A text with a secret is never doubled. */
function ifDoubled(row: MessageRow, books: Books): string[] {
  const times = books.times.get(row.id) ?? 0;
  if (times <= 1) return [];
  const doubts = books.doubts.get(row.id) ?? 0;
  const wrongs = [];
  if (!row.repeated) wrongs.push(`text #${row.id} "${row.text}" got out ${times} times and is not flagged`);
  if (times > 1 + doubts) wrongs.push(`text #${row.id} "${row.text}" got out ${times} times after ${doubts} doubts`);
  if (row.secret) wrongs.push(`text #${row.id} with a secret got out ${times} times`);
  return wrongs;
}

function isInDoubt({ id, repeated }: MessageRow, { doubts }: Books): boolean {
  return repeated || doubts.has(id);
}
