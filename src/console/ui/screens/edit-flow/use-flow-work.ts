import { useCallback, useEffect, useState } from 'react';
import type { DraftView, FlowDetail, ProblemView } from '../../../contract.ts';
import type { FileNow } from '../../editor/conflict-dialog.tsx';
import { type Answer, type Failure, post, put, remove } from '../../api/client.ts';
import { queryOf } from '../../api/query.ts';

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
  /** The draft that the text began with, or that was saved of it last. */
  readonly draft: DraftView | null;
  readonly busy: 'saving' | 'publishing' | null;
  readonly conflict: Conflict | null;
  /** Somebody else's draft, which stands where this text was to be saved. */
  readonly otherDraft: DraftView | null;
  readonly save: () => Promise<Saved>;
  readonly publish: () => Promise<PublishResult>;
  readonly discard: () => Promise<Saved>;
  /** Makes a version of before live again. */
  readonly rollBack: (version: string) => Promise<PublishResult>;
  /** Ends a conflict: with what was written here, or with what the file has now. */
  readonly settle: (keep: 'mine' | 'theirs') => void;
  readonly showConflict: (conflict: Conflict | null) => void;
  /** Ends a conflict of drafts: saves what was written here in the place of the other one, or goes on with that. */
  readonly settleDraft: (keep: 'mine' | 'theirs') => Promise<Saved>;
  readonly showOtherDraft: (draft: DraftView | null) => void;
}

/** Null: it was done. `conflict`: it was not, and the other draft is shown. */
export type Saved = Failure | 'conflict' | null;

interface Published {
  readonly version: string;
  readonly digest: string;
  readonly conversationsOnOlder: number;
}

interface State {
  readonly text: string;
  readonly saved: string;
  readonly base: string | null;
  readonly draft: DraftView | null;
}

/** The work on one flow: its text, the draft on the server, and what becomes live. */
export function useFlowWork(detail: FlowDetail, reload: () => void): FlowWork {
  const { id, digest, source } = detail;
  const [state, setState] = useState<State>(() => stateOf(detail));
  const [busy, setBusy] = useState<FlowWork['busy']>(null);
  const [conflict, showConflict] = useState<Conflict | null>(null);
  const [otherDraft, showOtherDraft] = useState<DraftView | null>(null);
  const { text, saved, base, draft } = state;
  const isDirty = text !== saved;
  const path = `/flows/${encodeURIComponent(id)}`;

  useEffect(() => {
    // Somebody changed the file or the draft while nothing here was worked on: go on with theirs.
    setState((old) => (old.text === old.saved ? stateOf(detail) : old));
  }, [detail]);

  const setText = useCallback((next: string) => setState((old) => ({ ...old, text: next })), []);

  async function save(over = draft): Promise<Saved> {
    setBusy('saving');
    const wish = { source: text, base, draft: over?.digest ?? null };
    const answer = await put<{ readonly draft: DraftView }>(`${path}/draft`, wish);
    setBusy(null);
    if (!answer.ok) return refusedDraft(answer.failure);
    setState((old) => ({ ...old, saved: text, draft: answer.data.draft }));
    reload();
    return null;
  }

  function refusedDraft(failure: Failure): Saved {
    const { current } = (failure.body ?? {}) as { readonly current?: DraftView | null };
    if (failure.status !== 409 || !current) return failure;
    showOtherDraft(current);
    return 'conflict';
  }

  async function settleDraft(keep: 'mine' | 'theirs'): Promise<Saved> {
    showOtherDraft(null);
    if (keep === 'mine') return save(otherDraft);
    if (otherDraft) setState(ofDraft(otherDraft));
    reload();
    return null;
  }

  function taken(answer: Answer<Published>, text: string | null): PublishResult {
    setBusy(null);
    if (answer.ok) {
      const { version, digest: made, conversationsOnOlder } = answer.data;
      if (text !== null) setState((old) => ({ text: old.text, saved: text, base: made, draft: null }));
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
    return taken(await post<Published>(`${path}/publish`, { source: text, base, draft: draft?.digest ?? null }), text);
  }

  async function rollBack(version: string): Promise<PublishResult> {
    setBusy('publishing');
    return taken(await post<Published>(`${path}/rollback`, { version }), null);
  }

  async function discard(): Promise<Saved> {
    const answer = await remove(`${path}/draft${queryOf({ draft: draft?.digest })}`);
    if (!answer.ok) return refusedDraft(answer.failure);
    setState({ text: source, saved: source, base: digest, draft: null });
    reload();
    return null;
  }

  function settle(keep: 'mine' | 'theirs'): void {
    const current = conflict?.current ?? null;
    const base = current?.digest ?? null;
    setState((old) => (keep === 'mine' ? { ...old, base } : { ...old, text: current?.source ?? '', base }));
    showConflict(null);
  }

  return {
    text,
    setText,
    base,
    isDirty,
    hasDraft: detail.draft !== null,
    draft,
    busy,
    conflict,
    otherDraft,
    save: () => save(),
    publish,
    discard,
    rollBack,
    settle,
    showConflict,
    settleDraft,
    showOtherDraft,
  };
}

function stateOf({ draft, source, digest }: FlowDetail): State {
  return draft ? ofDraft(draft) : { text: source, saved: source, base: digest, draft: null };
}

function ofDraft(draft: DraftView): State {
  return { text: draft.source, saved: draft.source, base: draft.base, draft };
}
