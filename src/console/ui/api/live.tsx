import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react';
import type { LiveEvent } from '../../contract.ts';
import { get } from './client.ts';
import { listenTo } from './stream.ts';

/** `again` stands for everything: the connection was lost for a while, so anything may have changed. */
export type LiveNews = LiveEvent | { readonly type: 'again' };
type Listener = (news: LiveNews) => void;

const Listeners = createContext<Set<Listener> | null>(null);

/** Keeps one connection to `GET /events` open for all that is inside. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const listeners = useRef(new Set<Listener>());
  useEffect(() => {
    const tell = (news: LiveNews) => listeners.current.forEach((listener) => listener(news));
    const onAgain = () => tell({ type: 'again' });
    const onRefused = () => {
      // The stream does not say why; if the session is over, this does.
      void get('/session');
      return true;
    };
    return listenTo('/events', { onData: (data) => tell(data as LiveEvent), onAgain, onRefused });
  }, []);
  return <Listeners.Provider value={listeners.current}>{children}</Listeners.Provider>;
}

/** Calls `onNews` for whatever changes on the server while the component is there. */
export function useLive(onNews: Listener): void {
  const listeners = useContext(Listeners);
  const latest = useRef(onNews);
  useEffect(() => {
    latest.current = onNews;
  });
  useEffect(() => {
    const tell: Listener = (news) => latest.current(news);
    listeners?.add(tell);
    return () => void listeners?.delete(tell);
  }, [listeners]);
}
