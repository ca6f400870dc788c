import type { Ledger } from './ledger.ts';
import type { Person } from './person.ts';
import type { BookedProvider } from './provider.ts';
import type { TwilioBooks } from './twilio-books.ts';

/** How long after a kill something that left before it may still arrive, in milliseconds. */
const STILL_ARRIVING = 1_000;

interface Message {
  readonly id: number;
  readonly conversation: number | null;
  readonly theirs: string;
  readonly direction: 'in' | 'out';
  readonly status: string;
  readonly sid: string | null;
  readonly repeated: number | boolean | null;
}

interface Conversation {
  readonly id: number;
  readonly theirs: string;
  readonly revision: number;
  readonly outcome: string | null;
}

interface Rows {
  readonly messages: readonly Message[];
  readonly conversations: readonly Conversation[];
  /** Which turns of which conversation are recorded. */
  readonly turns: readonly { readonly conversation: number; readonly turn: number }[];
  readonly jobs: readonly { readonly kind: string; readonly dead: number | null }[];
}

export interface Books {
  readonly twilio: Pick<TwilioBooks, 'inbound' | 'texts' | 'faults'>;
  readonly provider: Pick<BookedProvider, 'keys' | 'faults'>;
  readonly people: readonly Pick<Person, 'number' | 'habit' | 'talks'>[];
  /** When the server was killed, wall milliseconds. */
  readonly kills: readonly number[];
}

/** Compares the books of the far side with the database. Returns what does not agree, in words; nothing where all is well. */
export async function audit(ledger: Ledger, books: Books): Promise<string[]> {
  const rows = await readRows(ledger);
  return [
    ...books.twilio.faults,
    ...books.provider.faults,
    ...auditInbound(rows, books),
    ...auditTexts(rows, books),
    ...auditTurns(rows, books),
    ...auditKeys(books),
  ];
}

/** How much is still under way by the database: jobs that are not only a wait for an answer, and messages not yet settled. */
export async function countOpenWork(ledger: Ledger): Promise<number> {
  const [jobs] = await ledger.all<{ count: number }>(
    "select count(*) as count from jobs where dead_at is null and kind <> 'no_reply'",
  );
  const [messages] = await ledger.all<{ count: number }>(
    "select count(*) as count from messages where status in ('queued', 'sending', 'unknown', 'received', 'kept')",
  );
  return (jobs?.count ?? 0) + (messages?.count ?? 0);
}

/** What the database knows of one person, newest last: for who must find out why they wait. */
export async function describePerson(ledger: Ledger, number: string): Promise<string> {
  const { messages, conversations } = await readRows(ledger);
  const texts = messages.filter(({ theirs }) => theirs === number).slice(-8);
  const shown = texts.map(({ id, conversation, direction, status, repeated }) => ({
    id,
    conversation,
    direction,
    status,
    repeated,
  }));
  return JSON.stringify({ texts: shown, conversation: conversations.findLast(({ theirs }) => theirs === number) });
}

async function readRows(ledger: Ledger): Promise<Rows> {
  const fields = 'm.id, m.conversation_id as conversation, c.theirs, m.direction, m.status, m.sid, m.repeated';
  return {
    messages: await ledger.all(`select ${fields} from messages m join contacts c on c.id = m.contact_id order by m.id`),
    conversations: await ledger.all(
      'select v.id, c.theirs, v.revision, v.outcome from conversations v join contacts c on c.id = v.contact_id order by v.id',
    ),
    turns: await ledger.all('select conversation_id as conversation, turn from traces order by conversation_id, turn'),
    jobs: await ledger.all('select kind, dead_at as dead from jobs'),
  };
}

/** What was acknowledged is there once, and was used once; what is there did come in. */
function auditInbound({ messages }: Rows, { twilio }: Books): string[] {
  const found = new Map(
    groupBy(
      messages.filter(({ direction }) => direction === 'in'),
      ({ sid }) => sid ?? '',
    ),
  );
  const problems: string[] = [];
  for (const { sid, from, acknowledged } of twilio.inbound) {
    const rows = found.get(sid) ?? [];
    found.delete(sid);
    if (acknowledged && rows.length === 0) problems.push(`a message of ${from} was acknowledged and is lost`);
    if (rows.length > 1) problems.push(`a message of ${from} is there ${rows.length} times`);
    for (const { status } of rows) if (status !== 'used') problems.push(`a message of ${from} is "${status}"`);
  }
  for (const [row] of found.values()) problems.push(`message ${row?.id} of ${row?.theirs} never came in`);
  return problems;
}

/** Each text reached its phone; one that did so twice is flagged, and was in flight at a kill. */
function auditTexts({ messages }: Rows, { twilio, kills }: Books): string[] {
  const copies = new Map(groupBy(twilio.texts, ({ id }) => id));
  const problems: string[] = [];
  for (const { id, theirs, direction, status, repeated } of messages) {
    if (direction === 'in') continue;
    const sent = copies.get(id) ?? [];
    copies.delete(id);
    const what = `text ${id} to ${theirs} ("${status}")`;
    if (sent.length === 0) problems.push(`${what} never reached the phone`);
    if (sent.some(({ to }) => to !== theirs)) problems.push(`${what} reached somebody else`);
    if (!['sent', 'delivered', 'read'].includes(status)) problems.push(`${what} has no end`);
    if (sent.length < 2) continue;
    if (!repeated) problems.push(`${what} came ${sent.length} times and is not flagged`);
    const [first = 0, last = 0] = [sent[0]?.at, sent.at(-1)?.at];
    const between = kills.filter((at) => at >= first - STILL_ARRIVING && at <= last).length;
    if (sent.length - 1 > between) problems.push(`${what} came ${sent.length} times over ${between} kills`);
  }
  for (const [id] of copies) problems.push(`Twilio took a text ${id} that the database does not know`);
  return problems;
}

/** Turns of a conversation follow each other without a gap, and there are no more messages than the talk took. */
function auditTurns({ messages, conversations, turns, jobs }: Rows, { people }: Books): string[] {
  const problems: string[] = [];
  const turnsOf = groupBy(turns, ({ conversation }) => conversation);
  const messagesOf = groupBy(messages, ({ conversation }) => conversation ?? 0);
  const conversationsOf = groupBy(conversations, ({ theirs }) => theirs);
  const verifying = new Set(people.map(({ number }) => number));
  for (const { id, revision, outcome, theirs } of conversations) {
    const numbers = (turnsOf.get(id) ?? []).map(({ turn }) => turn).join();
    if (numbers !== Array.from({ length: revision }, (_, at) => at + 1).join())
      problems.push(`conversation ${id} has turns ${numbers} of ${revision}`);
    if (outcome !== 'verified' && verifying.has(theirs)) problems.push(`conversation ${id} of ${theirs} ended as ${outcome}`);
  }
  for (const { number, habit, talks } of people) {
    const held = conversationsOf.get(number) ?? [];
    if (held.length !== talks) problems.push(`${number} talked ${talks} times, and there are ${held.length} conversations`);
    for (const { id } of held) {
      const said = (messagesOf.get(id) ?? []).filter(({ direction }) => direction === 'out').length;
      const heard = (messagesOf.get(id) ?? []).length - said;
      const [mostSaid, wanted] = habit === 'wrong_first' ? [4, 4] : [3, 3];
      const leastSaid = habit === 'early' ? 2 : mostSaid;
      if (heard !== wanted || said < leastSaid || said > mostSaid)
        problems.push(`conversation ${id} (${habit}) took ${heard} messages and said ${said}`);
    }
  }
  const dead = jobs.filter((job) => job.dead !== null);
  if (dead.length > 0) problems.push(`${dead.length} jobs are dead: ${[...new Set(dead.map(({ kind }) => kind))].join(', ')}`);
  return problems;
}

/** The provider carried out one call for each step that called it, however often the call was made. */
function auditKeys({ provider, people }: Books): string[] {
  const uses = [...provider.keys.values()];
  const done = (route: string) => uses.filter((use) => use.route === route).length;
  const talks = people.reduce((sum, person) => sum + person.talks, 0);
  const wrong = people.filter(({ habit }) => habit === 'wrong_first').reduce((sum, person) => sum + person.talks, 0);
  const problems: string[] = [];
  if (done('send') !== talks) problems.push(`Send OTP was carried out ${done('send')} times in ${talks} conversations`);
  if (done('verify') !== talks + wrong)
    problems.push(`Verify OTP was carried out ${done('verify')} times, and ${talks + wrong} were needed`);
  return problems;
}

function groupBy<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
