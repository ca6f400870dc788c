import { useCallback, useEffect, useState } from 'react';
import type { FlowDetail, ProblemView } from '../../../contract.ts';
import type { FileNow } from '../../editor/conflict-dialog.tsx';
import { type Answer, type Failure, post, put, remove } from '../../api/client.ts';

/** The file is not what the work began with; null where it is gone. */
export interface Conflict {
  readonly current: FileNow | null;
}

export type PublishResult =
  | { readonly as: 'live'; readonly version: string; readonly conversationsOnOlder: number }
  | { readonly as: 'conflict' }
  | { readonly as: 'refused'; readonly problems: readonly ProblemView[] }
  | { readonly as: 'failed'; readonly failure: Failure };

export interface FlowWork {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** It differs from the draft, or from the file where there is no draft. */
  readonly isDirty: boolean;
  readonly hasDraft: boolean;
  /** The digest of the file that the text began with; null where there was none. */
  readonly base: string | null;
  readonly busy: 'saving' | 'publishing' | null;
  readonly conflict: Conflict | null;
  readonly save: () => Promise<Failure | null>;
  readonly publish: () => Promise<PublishResult>;
  readonly discard: () => Promise<Failure | null>;
  /** Makes a version of before live again. */
  readonly rollBack: (version: string) => Promise<PublishResult>;
  /** Ends a conflict: with what was written here, or with what the file has now. */
  readonly settle: (keep: 'mine' | 'theirs') => void;
  readonly showConflict: (conflict: Conflict | null) => void;
}

interface Published {
  readonly version: string;
  readonly digest: string;
  readonly conversationsOnOlder: number;
}

interface State {
  readonly text: string;
  readonly saved: string;
  readonly base: string | null;
}

/** The work on one flow: its text, the draft on the server, and what becomes live. */
export function useFlowWork(detail: FlowDetail, reload: () => void): FlowWork {
  const { id, draft, digest, source } = detail;
  const [state, setState] = useState<State>(() => stateOf(detail));
  const [busy, setBusy] = useState<FlowWork['busy']>(null);
  const [conflict, showConflict] = useState<Conflict | null>(null);
  const { text, saved, base } = state;
  const isDirty = text !== saved;
  const path = `/flows/${encodeURIComponent(id)}`;

  useEffect(() => {
    // Somebody changed the file while nothing here was worked on: go on with theirs.
    setState((old) =>
      old.text === old.saved && !draft && digest !== old.base ? { text: source, saved: source, base: digest } : old,
    );
  }, [draft, digest, source]);

  const setText = useCallback((next: string) => setState((old) => ({ ...old, text: next })), []);

  async function save(): Promise<Failure | null> {
    setBusy('saving');
    const answer = await put(`${path}/draft`, { source: text, base });
    setBusy(null);
    if (!answer.ok) return answer.failure;
    setState((old) => ({ ...old, saved: text }));
    reload();
    return null;
  }

  function taken(answer: Answer<Published>, text: string | null): PublishResult {
    setBusy(null);
    if (answer.ok) {
      const { version, digest: made, conversationsOnOlder } = answer.data;
      if (text !== null) setState((old) => ({ text: old.text, saved: text, base: made }));
      reload();
      return { as: 'live', version, conversationsOnOlder };
    }
    const { failure } = answer;
    const body = failure.body as { readonly current?: FileNow | null; readonly problems?: readonly ProblemView[] } | null;
    if (failure.status === 409 && body && 'current' in body) {
      showConflict({ current: body.current ?? null });
      return { as: 'conflict' };
    }
    return failure.status === 422 ? { as: 'refused', problems: body?.problems ?? [] } : { as: 'failed', failure };
  }

  async function publish(): Promise<PublishResult> {
    setBusy('publishing');
    return taken(await post<Published>(`${path}/publish`, { source: text, base }), text);
  }

  async function rollBack(version: string): Promise<PublishResult> {
    setBusy('publishing');
    return taken(await post<Published>(`${path}/rollback`, { version }), null);
  }

  async function discard(): Promise<Failure | null> {
    const answer = await remove(`${path}/draft`);
    if (!answer.ok) return answer.failure;
    setState({ text: source, saved: source, base: digest });
    reload();
    return null;
  }

  function settle(keep: 'mine' | 'theirs'): void {
    const current = conflict?.current ?? null;
    const base = current?.digest ?? null;
    setState((old) => (keep === 'mine' ? { ...old, base } : { text: current?.source ?? '', saved: old.saved, base }));
    showConflict(null);
  }

  return {
    text,
    setText,
    base,
    isDirty,
    hasDraft: draft !== null,
    busy,
    conflict,
    save,
    publish,
    discard,
    rollBack,
    settle,
    showConflict,
  };
}

function stateOf({ draft, source, digest }: FlowDetail): State {
  return draft ? { text: draft.source, saved: draft.source, base: draft.base } : { text: source, saved: source, base: digest };
}
