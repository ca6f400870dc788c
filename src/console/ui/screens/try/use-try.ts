import { useCallback, useEffect, useReducer, useState } from 'react';
import type { FlowDetail, TryEvent } from '../../../contract.ts';
import { type Answer, type Failure, get, post, remove } from '../../api/client.ts';
import { listenTo } from '../../api/stream.ts';
import { now } from '../../clock.ts';
import { navigate } from '../../routing/location.ts';
import { hear, NO_TRY, type TryState } from './try-state.ts';
import { nextPerson, tryPath, type Wish } from './wish.ts';

export interface Try {
  readonly state: TryState;
  readonly failure: Failure | null;
  /** The chat of the address is gone from the server; what was heard of it is still shown. */
  readonly gone: boolean;
  /** Asks something of the chat, which begins now if it has not: `/messages`, `/skip`. False when it could not be done. */
  readonly ask: (path: string, body?: unknown) => Promise<boolean>;
  /** Ends the chat and gets ready for another one. */
  readonly restart: (changes?: Partial<Wish>) => void;
  readonly newPerson: () => void;
}

/** A chat with an engine of its own, as the address says; it begins with the first message. */
export function useTry(wish: Wish): Try {
  const [state, dispatch] = useReducer(
    (before: TryState, event: TryEvent | null) => (event === null ? NO_TRY : hear(before, event, now())),
    NO_TRY,
  );
  const [failure, setFailure] = useState<Failure | null>(null);
  const [gone, setGone] = useState(false);

  useEffect(() => {
    setGone(false);
    if (wish.id === null) return;
    const onRefused = () => {
      setGone(true);
      return false;
    };
    return listenTo(`/try/${encodeURIComponent(wish.id)}/events`, { onData: (data) => dispatch(data as TryEvent), onRefused });
  }, [wish.id]);

  const ask = useCallback(
    async (path: string, body?: unknown) => {
      const begun: Answer<{ readonly id: string }> = wish.id === null ? await begin(wish) : { ok: true, data: { id: wish.id } };
      if (begun.ok && wish.id === null) navigate(tryPath({ ...wish, id: begun.data.id }), { replace: true });
      const answer = begun.ok ? await post<unknown>(`/try/${begun.data.id}${path}`, body) : begun;
      if (!answer.ok && answer.failure.status === 404) setGone(true);
      setFailure(answer.ok ? null : answer.failure);
      return answer.ok;
    },
    [wish],
  );

  const restart = useCallback(
    (changes: Partial<Wish> = {}) => {
      if (wish.id !== null) void remove(`/try/${wish.id}`);
      dispatch(null);
      setFailure(null);
      navigate(tryPath({ ...wish, ...changes, id: null }), { replace: true });
    },
    [wish],
  );

  const newPerson = useCallback(() => restart({ from: nextPerson(wish.from) }), [restart, wish.from]);
  return { state, failure, gone, ask, restart, newPerson };
}

async function begin({ flow, draft, channel, from }: Wish): Promise<Answer<{ readonly id: string }>> {
  if (flow === null || !draft) return post('/try', { ...(flow === null ? {} : { flow }), channel, from });
  const detail = await get<FlowDetail>(`/flows/${encodeURIComponent(flow)}`);
  if (!detail.ok) return detail;
  return post('/try', { flow, source: detail.data.draft?.source ?? detail.data.source, channel, from });
}
