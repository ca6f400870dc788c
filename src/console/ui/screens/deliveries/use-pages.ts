import { useCallback, useEffect, useState } from 'react';
import { type Failure, get } from '../../api/client.ts';
import { queryOf } from '../../api/query.ts';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface Pages<Item> {
  readonly items: readonly Item[] | null;
  readonly failure: Failure | null;
  readonly hasMore: boolean;
  readonly more: () => void;
  readonly reload: () => void;
}

/** Reads a paged list: its first page, and one more whenever it is asked for. */
export function usePages<Item>(path: string, query: Readonly<Record<string, string | null>> = {}): Pages<Item> {
  const first = path + queryOf(query);
  const [state, setState] = useState<{
    readonly first: string;
    readonly items: readonly Item[];
    readonly next: string | null;
  } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    void get<Page<Item>>(first, stop.signal).then((answer) => {
      if (stop.signal.aborted) return;
      setFailure(answer.ok ? null : answer.failure);
      if (answer.ok) setState({ first, ...answer.data });
    });
    return () => stop.abort();
  }, [first, round]);
  const current = state?.first === first ? state : null;
  const more = () => {
    if (!current?.next) return;
    void get<Page<Item>>(path + queryOf({ ...query, cursor: current.next })).then((answer) => {
      if (!answer.ok) return setFailure(answer.failure);
      setState((old) =>
        old?.first === first ? { first, items: [...old.items, ...answer.data.items], next: answer.data.next } : old,
      );
    });
  };
  const reload = useCallback(() => setRound((count) => count + 1), []);
  return { items: current?.items ?? null, failure, hasMore: typeof current?.next === 'string', more, reload };
}
