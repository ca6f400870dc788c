import { useEffect, useState } from 'react';
import type { Checked } from '../../contract.ts';
import { type Failure, post } from '../api/client.ts';
import { after } from '../clock.ts';

const PAUSE_MS = 250;

export interface Judged {
  /** What the checker said last; null before its first word. */
  readonly checked: Checked | null;
  /** It has not spoken of this very text yet. */
  readonly isChecking: boolean;
  readonly failure: Failure | null;
}

/** Asks the server's checker about a text, a moment after the last letter was typed. */
export function useCheck(kind: 'flow' | 'api', id: string, source: string | null): Judged {
  const [said, setSaid] = useState<{
    readonly source: string | null;
    readonly checked: Checked | null;
    readonly failure: Failure | null;
  }>(NOTHING);
  useEffect(() => {
    if (source === null) return undefined;
    const state = { current: true };
    const cancel = after(PAUSE_MS, () => {
      void post<Checked>('/check', { kind, id, source }).then((answer) => {
        if (!state.current) return;
        setSaid((before) =>
          answer.ok
            ? { source, checked: answer.data, failure: null }
            : { source, checked: before.checked, failure: answer.failure },
        );
      });
    });
    return () => {
      state.current = false;
      cancel();
    };
  }, [kind, id, source]);
  return { checked: said.checked, isChecking: said.source !== source, failure: said.failure };
}

const NOTHING = { source: null, checked: null, failure: null };
