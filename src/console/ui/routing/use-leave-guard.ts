import { useEffect } from 'react';
import { addLeaveGuard } from './location.ts';

/** While `dirty`, asks before the screen is left and its unsaved work lost. */
export function useLeaveGuard(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    const beforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', beforeUnload);
    const stop = addLeaveGuard(() => window.confirm('Leave this screen? What you changed here is not saved.'));
    return () => {
      window.removeEventListener('beforeunload', beforeUnload);
      stop();
    };
  }, [dirty]);
}
