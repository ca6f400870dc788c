import type { MessageRow } from '../database.ts';
import { type Facts, groupBy } from './facts.ts';

const WORD = /^w\d+$/;
const ECHO = /^You said (w\d+)\.$/;
const PROMPT = 'Say a word.';

/** Promises 2, 3 and 4, in the flow that says back what it is told: each word once, in its order, and no question that was answered early. */
export function checkEchoes({ books, conversations, messages, traces }: Facts): string[] {
  const rowsOf = groupBy(messages, (row) => row.conversation_id);
  const turnsOf = groupBy(traces, (trace) => trace.conversation_id);
  return conversations
    .filter((one) => one.flow === 'echo')
    .flatMap((one) => {
      const unused = books.flooded.has(one.contact) ? [] : notUsed(one.id, rowsOf.get(one.id) ?? []);
      const rows = rowsOf.get(one.id) ?? [];
      const entries = (turnsOf.get(one.id) ?? []).flatMap((turn) => turn.entries);
      const asked = entries.filter((entry) => entry.step === 'ask' && entry.on === 'entered' && entry.waits === 'message').length;
      const prompts = rows.filter((row) => row.direction === 'out' && row.text === PROMPT).length;
      const wrongs = [...unused, ...compareWords(one.id, rows)];
      if (asked !== prompts) wrongs.push(`conversation ${one.id} waited for a word ${asked} times and asked ${prompts} times`);
      return wrongs;
    });
}

function compareWords(id: number, rows: readonly MessageRow[]): string[] {
  const told = rows
    .filter((row) => row.direction === 'in' && row.status === 'used' && WORD.test(row.text))
    .map((row) => row.text);
  const echoed = rows.flatMap((row) => (row.direction === 'out' ? (ECHO.exec(row.text)?.[1] ?? []) : []));
  return told.join(' ') === echoed.join(' ')
    ? []
    : [`conversation ${id} was told "${told.join(' ')}" and said back "${echoed.join(' ')}"`];
}

/** A word always fits, so it is used sooner or later, unless there are too many. */
function notUsed(id: number, rows: readonly MessageRow[]): string[] {
  const words = rows.filter((row) => row.direction === 'in' && row.status === 'not_used' && WORD.test(row.text));
  return words.map((row) => `conversation ${id} did not use the word ${row.text}`);
}
