import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { SessionView } from '../../contract.ts';
import { type Answer, get, keepSessionToken, post, remove, whenSessionIsLost } from '../api/client.ts';

interface Session {
  readonly name: string;
  readonly signOut: () => Promise<void>;
}

const Current = createContext<Session>({ name: '', signOut: async () => {} });

/** Who is signed in. */
export function useSession(): Session {
  return useContext(Current);
}

type State =
  | { readonly at: 'start' }
  | { readonly at: 'out' }
  /** `lost`: it ran out while the screen was open, which stays as it is below the sign-in. */
  | { readonly at: 'in' | 'lost'; readonly name: string };

/** What draws the sign-in: as a page of its own, or over a screen that stays. */
export type SignInForm = (props: { readonly over: boolean; readonly onDone: (session: SessionView) => void }) => ReactNode;

interface SessionGateProps {
  readonly signIn: SignInForm;
  readonly children: ReactNode;
}

/** Shows what is inside to those who are signed in, and the sign-in to everybody else. */
export function SessionGate({ signIn: SignIn, children }: SessionGateProps) {
  const [state, setState] = useState<State>({ at: 'start' });
  const enter = (session: SessionView) => {
    keepSessionToken(session.csrf);
    setState({ at: 'in', name: session.name });
  };
  const signOut = async () => {
    await remove('/session');
    setState({ at: 'out' });
  };
  useEffect(() => {
    void beginOnce().then((answer) => (answer.ok ? enter(answer.data) : setState({ at: 'out' })));
    whenSessionIsLost(() => setState((old) => (old.at === 'in' ? { at: 'lost', name: old.name } : old)));
  }, []);

  if (state.at === 'start') return null;
  if (state.at === 'out') return <SignIn over={false} onDone={enter} />;
  return (
    <Current.Provider value={{ name: state.name, signOut }}>
      {children}
      {state.at === 'lost' ? <SignIn over onDone={enter} /> : null}
    </Current.Provider>
  );
}

const first: { answer: Promise<Answer<SessionView>> | null } = { answer: null };

/** Asked once a page, however often React begins: the token of the address is gone after the first look. */
function beginOnce(): Promise<Answer<SessionView>> {
  first.answer ??= begin();
  return first.answer;
}

/** In local mode the printed address carries the token behind a #, where no server and no log sees it. */
async function begin(): Promise<Answer<SessionView>> {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (token === null) return get<SessionView>('/session');
  window.history.replaceState(null, '', window.location.pathname + window.location.search);
  return post<SessionView>('/session', { token });
}
