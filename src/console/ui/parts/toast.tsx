import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { after } from '../clock.ts';
import { Icon } from './icon.tsx';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'good' | 'bad';
}

type Tell = (text: string, tone?: Toast['tone']) => void;
const Teller = createContext<Tell>(() => {});
const SHOWN_MS = 6_000;

/** Shows what `useToast` is told, for a moment, in a corner. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const count = useRef(0);
  const tell = useCallback<Tell>((text, tone = 'good') => {
    const id = ++count.current;
    setToasts((all) => [...all.slice(-2), { id, text, tone }]);
  }, []);
  const drop = useCallback((id: number) => setToasts((all) => all.filter((one) => one.id !== id)), []);
  return (
    <Teller.Provider value={tell}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map((toast) => (
          <OneToast key={toast.id} toast={toast} drop={drop} />
        ))}
      </div>
    </Teller.Provider>
  );
}

function OneToast({ toast, drop }: { readonly toast: Toast; readonly drop: (id: number) => void }) {
  useEffect(() => after(SHOWN_MS, () => drop(toast.id)), [toast.id, drop]);
  return (
    <p className={`toast toast-${toast.tone}`}>
      <Icon name={toast.tone === 'good' ? 'check' : 'warning'} />
      <span>{toast.text}</span>
    </p>
  );
}

/** Says in a word that something was done, or was not. */
export function useToast(): Tell {
  return useContext(Teller);
}
