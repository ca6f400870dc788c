import { useState } from 'react';
import type { ConversationDetailView } from '../../../contract.ts';
import { type Answer, type Failure, post, remove } from '../../api/client.ts';
import { useLive } from '../../api/live.tsx';
import { useData } from '../../api/use-data.ts';

export interface Conversation {
  readonly data: ConversationDetailView | null;
  /** Why it could not be read. */
  readonly unread: Failure | null;
  /** Why the last thing that was asked for could not be done. */
  readonly refused: Failure | null;
  /** Something that was asked for is being done. */
  readonly busy: boolean;
  readonly reload: () => void;
  /** `/handoff`, `/resume`, `/end` or `/messages`. False when it could not be done. */
  readonly ask: (path: string, body?: unknown) => Promise<boolean>;
  /** Deletes the person with all conversations. */
  readonly erase: () => Promise<boolean>;
}

/** One conversation as it goes on, and what can be done in it. */
export function useConversation(id: string): Conversation {
  const path = `/conversations/${encodeURIComponent(id)}`;
  const { data, failure: unread, reload } = useData<ConversationDetailView>(path);
  const [refused, setRefused] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  useLive((news) => {
    const isOther = news.type === 'conversation' && news.id !== id;
    if (!isOther && news.type !== 'flows' && news.type !== 'apis') reload();
  });
  const run = async (request: () => Promise<Answer<unknown>>) => {
    setBusy(true);
    const answer = await request();
    setBusy(false);
    setRefused(answer.ok ? null : answer.failure);
    return answer.ok;
  };
  const ask = async (what: string, body?: unknown) => {
    const isDone = await run(() => post(path + what, body));
    // What was refused was often changed by somebody else meanwhile.
    reload();
    return isDone;
  };
  const erase = async () => data !== null && run(() => remove(`/contacts/${encodeURIComponent(data.contactId)}`));
  return { data, unread, refused, busy, reload, ask, erase };
}
