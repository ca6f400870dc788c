import type { ConversationRow, TraceRow } from '../database.ts';
import { type Facts, groupBy } from './facts.ts';

/** Flows in which a failed call has nowhere to go: only those may end with `error`. */
const MAY_FAIL = ['book'];
/** Milliseconds, by flow and step. */
const PAUSES: Readonly<Record<string, number>> = {
  'echo breathe': 2_000,
  'order pause': 3_000,
  'order wait': 20_000,
  'pin pause': 1_000,
  'pin later': 9_000,
  'desk who/breathe': 2_000,
  'phone-verification let_it_arrive': 5_000,
  'phone-verification pause': 2_000,
};

/** Promises 4, 6 and 10: every conversation came to its end once, its turns are whole, and no pause was cut short or went on for ever. */
export function checkConversations({ conversations, traces, messages, jobs, buried, longestDelay }: Facts): string[] {
  const turnsOf = groupBy(traces, (trace) => trace.conversation_id);
  const wrongs = conversations.flatMap((one) => [
    ...(buried.has(one.contact) ? [] : ifOpen(one)),
    ...ifErred(one, turnsOf.get(one.id) ?? []),
  ]);
  for (const one of conversations) wrongs.push(...checkPauses(one, turnsOf.get(one.id) ?? [], longestDelay));
  const used = groupBy(
    messages.filter((row) => row.direction === 'in' && row.status === 'used' && row.conversation_id !== null),
    (row) => row.conversation_id,
  );
  for (const one of conversations) {
    const reads = (turnsOf.get(one.id) ?? [])
      .flatMap((turn) => turn.entries)
      .filter((entry) => entry.on === 'message' || entry.on === 'command').length;
    const rows = used.get(one.id)?.length ?? 0;
    if (reads > rows) wrongs.push(`conversation ${one.id} read ${reads} messages and only ${rows} are recorded as used`);
  }
  for (const job of jobs) {
    if (job.dead_at === null) wrongs.push(`job ${job.id} (${job.kind}) is still there`);
    else if (job.kind !== 'send' && job.kind !== 'settle' && buried.size === 0)
      wrongs.push(`job ${job.id} (${job.kind}) is dead: ${job.error}`);
  }
  return wrongs;
}

function ifOpen({ id, flow, status, outcome }: ConversationRow): string[] {
  return status === 'ended' && outcome !== null ? [] : [`conversation ${id} (${flow}) is still ${status}`];
}

function ifErred({ id, flow, outcome }: ConversationRow, turns: readonly TraceRow[]): string[] {
  if (outcome !== 'error' || MAY_FAIL.includes(flow)) return [];
  const note = turns.at(-1)?.entries.at(-1)?.note ?? '';
  return [`conversation ${id} (${flow}) ended with an error: ${note}`];
}

function checkPauses({ id, flow }: ConversationRow, turns: readonly TraceRow[], longestDelay: number): string[] {
  const wrongs: string[] = [];
  turns.forEach((turn, index) => {
    const paused = turn.entries.at(-1);
    const next = turns[index + 1];
    if (paused?.waits !== 'time' || next?.entries[0]?.on !== 'time') return;
    const pause = PAUSES[`${flow} ${paused.step}`] ?? 0;
    const took = next.at - turn.at;
    if (took < pause || took > pause + longestDelay) wrongs.push(`conversation ${id} paused ${took} ms at ${paused.step}`);
  });
  return wrongs;
}
