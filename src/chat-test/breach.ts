import type { ChatTest } from './chat-file.ts';
import type { ApiCalled, Happening } from './happening.ts';
import { textBreach } from './house-rules.ts';
import type { Session } from './session.ts';

/** What is wrong with a happening whatever the chat says: a text that must not be, a call without an answer. Null when nothing is. */
export function breachOf(one: Happening, { recorder }: Session, test: ChatTest): string | null {
  if (one.kind === 'api') return unanswered(one, test);
  if (one.kind === 'end') return null;
  return textBreach(one, { conversation: recorder.conversation, channel: test.channel, optedOut: recorder.optedOut });
}

function unanswered(one: ApiCalled, test: ChatTest): string | null {
  if (one.answer !== null) return null;
  const count = test.apis.get(one.api)?.length ?? 0;
  const has = count === 0 ? 'no answer' : count === 1 ? 'only one answer' : `only ${count} answers`;
  return `${one.api} was called, but "apis" has ${has} for it. Add one.`;
}
