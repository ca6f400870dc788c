import { createContext, type ReactNode, useContext } from 'react';
import type { StatusView } from '../../contract.ts';
import { useLive } from '../api/live.tsx';
import { type Loaded, useData } from '../api/use-data.ts';

const Current = createContext<Loaded<StatusView>>({ data: null, failure: null, loading: true, reload: () => {} });

/** Reads how the server stands once for all screens, and again when flows change. */
export function StatusProvider({ children }: { readonly children: ReactNode }) {
  const status = useData<StatusView>('/status');
  useLive((news) => {
    if (news.type === 'flows' || news.type === 'apis' || news.type === 'again') status.reload();
  });
  return <Current.Provider value={status}>{children}</Current.Provider>;
}

/** How the server stands: mode, brand, health, warnings. */
export function useStatus(): Loaded<StatusView> {
  return useContext(Current);
}
