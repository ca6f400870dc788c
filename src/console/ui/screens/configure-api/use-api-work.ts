import { useEffect, useState } from 'react';
import type { ApiDetail, ProblemView } from '../../../contract.ts';
import { type Failure, put } from '../../api/client.ts';
import type { FileNow } from '../../editor/conflict-dialog.tsx';
import { withProblems } from '../developer/use-new-api.ts';

export interface ApiWork {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  /** The file was changed meanwhile; `current` is null where it is gone. */
  readonly conflict: { readonly current: FileNow | null } | null;
  readonly closeConflict: () => void;
  readonly settle: (keep: 'mine' | 'theirs') => void;
  /** Writes the file; null when that was done, or when a conflict is shown. */
  readonly save: () => Promise<Failure | 'conflict' | null>;
}

interface State {
  readonly text: string;
  readonly saved: string;
  readonly base: string | null;
}

/** The work on one API: its text, which is written to its file at once. */
export function useApiWork({ id, source, digest }: ApiDetail, reload: () => void): ApiWork {
  const [state, setState] = useState<State>({ text: source, saved: source, base: digest });
  const [isSaving, setSaving] = useState(false);
  const [conflict, setConflict] = useState<ApiWork['conflict']>(null);
  const { text, saved, base } = state;

  useEffect(() => {
    // Somebody changed the file while nothing here was worked on: go on with theirs.
    setState((old) => (old.text === old.saved ? { text: source, saved: source, base: digest } : old));
  }, [source, digest]);

  async function save(): Promise<Failure | 'conflict' | null> {
    setSaving(true);
    const answer = await put<{ readonly digest: string; readonly problems: readonly ProblemView[] }>(
      `/apis/${encodeURIComponent(id)}`,
      {
        source: text,
        base,
      },
    );
    setSaving(false);
    if (answer.ok) {
      setState((old) => ({ text: old.text, saved: text, base: answer.data.digest }));
      reload();
      return null;
    }
    const body = answer.failure.body as { readonly current?: FileNow | null } | null;
    if (answer.failure.status !== 409 || !body || !('current' in body)) return withProblems(answer.failure);
    setConflict({ current: body.current ?? null });
    return 'conflict';
  }

  function settle(keep: 'mine' | 'theirs'): void {
    const current = conflict?.current ?? null;
    const theirs = current?.source ?? '';
    setState((old) => ({ text: keep === 'mine' ? old.text : theirs, saved: theirs, base: current?.digest ?? null }));
    setConflict(null);
  }

  const setText = (next: string) => setState((old) => ({ ...old, text: next }));
  return { text, setText, isDirty: text !== saved, isSaving, conflict, closeConflict: () => setConflict(null), settle, save };
}
