import { type Facts, groupBy } from './facts.ts';

/** APIs whose `retry` names `interrupted`. */
const REPEATABLE = ['send-otp', 'verify-otp'];

/** Promise 6: a call is made once for its key, unless its API may be called again, and every key belongs to one call of a flow. */
export function checkCalls({ books, conversations, traces }: Facts): string[] {
  const wrongs: string[] = [];
  const byKey = groupBy(books.calls, (call) => call.key);
  for (const [key, calls] of byKey) {
    const api = calls[0]?.api ?? '';
    if (calls.length > 1 && !REPEATABLE.includes(api)) wrongs.push(`${api} was called ${calls.length} times with the key ${key}`);
  }
  const contactOf = new Map(conversations.map((one) => [one.id, one.contact]));
  const waits = traces.flatMap((turn) =>
    turn.entries.filter((entry) => entry.waits === 'api').map(() => contactOf.get(turn.conversation_id) ?? ''),
  );
  const waitsOf = groupBy(waits, (contact) => contact);
  const keysOf = groupBy(
    [...byKey.values()].flatMap((calls) => calls.slice(0, 1)),
    (call) => call.contact,
  );
  for (const [contact, keys] of keysOf) {
    const most = waitsOf.get(contact)?.length ?? 0;
    if (keys.length > most) wrongs.push(`${keys.length} calls were made for ${contact}, whose flows made ${most}`);
  }
  return wrongs;
}
