import { useCallback, useEffect, useState } from 'react';
import { type Failure, get } from './client.ts';

export interface Loaded<Data> {
  /** What came last; it stays while it is asked for again. */
  readonly data: Data | null;
  /** Why it did not come, when it did not come the last time. */
  readonly failure: Failure | null;
  readonly loading: boolean;
  readonly reload: () => void;
}

/** Reads a path of the API, again whenever the path changes or `reload` is called; null reads nothing. */
export function useData<Data>(path: string | null): Loaded<Data> {
  const [state, setState] = useState<{ path: string | null; data: Data | null; failure: Failure | null }>(NOTHING);
  const [round, setRound] = useState(0);
  const [loading, setLoading] = useState(path !== null);

  useEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    setLoading(true);
    void get<Data>(path, stop.signal).then((answer) => {
      if (stop.signal.aborted) return;
      setLoading(false);
      setState((old) => {
        if (answer.ok) return { path, data: answer.data, failure: null };
        return { path, data: old.path === path ? old.data : null, failure: answer.failure };
      });
    });
    return () => stop.abort();
  }, [path, round]);

  const reload = useCallback(() => setRound((count) => count + 1), []);
  const current = state.path === path ? state : NOTHING;
  return { data: current.data, failure: current.failure, loading, reload };
}

const NOTHING = { path: null, data: null, failure: null };
