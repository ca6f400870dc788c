import { useState } from 'react';
import type { FlowDetail, ProblemView } from '../../../contract.ts';
import { queryOf } from '../../api/query.ts';
import { ConflictDialog } from '../../editor/conflict-dialog.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/dialog.tsx';
import { useToast } from '../../parts/toast.tsx';
import { commandKey, useShortcut } from '../../shell/shortcut.ts';
import { DraftDialog } from './draft-dialog.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import type { FlowWork, Saved } from './use-flow-work.ts';

/** How the flow stands, in a few words. */
export function FlowBadges({ detail: { version, draft }, isDirty }: { readonly detail: FlowDetail; readonly isDirty: boolean }) {
  return (
    <>
      {version === null ? <Badge tone="warn">Not live</Badge> : <Badge tone="good">Live: {version.slice(0, 8)}</Badge>}
      {draft ? <Badge tone="info">Draft</Badge> : null}
      {isDirty ? <Badge tone="warn">Not saved</Badge> : null}
    </>
  );
}

const SAVED = 'The draft is saved. Nobody meets it before it is published.';

interface FlowActionsProps {
  readonly detail: FlowDetail;
  readonly work: FlowWork;
  readonly problems: readonly ProblemView[];
  readonly onJump: (problem: ProblemView) => void;
}

/** What can be done with what was written. */
export function FlowActions({ detail, work, problems, onJump }: FlowActionsProps) {
  const tell = useToast();
  const [asks, setAsks] = useState<'publish' | 'discard' | null>(null);
  const { writable } = detail;
  const tellOf = (result: Saved, done: string) => {
    if (result === null) tell(done);
    else if (result !== 'conflict') tell(`${result.message} ${result.fix ?? ''}`, 'bad');
  };
  const save = async () => {
    if (writable && !work.busy) tellOf(await work.save(), SAVED);
  };
  useShortcut('s', () => void save());
  const isNew = detail.digest === null || work.hasDraft || work.text !== detail.source;
  const discard = async () => {
    setAsks(null);
    tellOf(await work.discard(), 'The draft is gone. This is the file again.');
  };
  const settleDraft = async (keep: 'mine' | 'theirs') => {
    tellOf(await work.settleDraft(keep), keep === 'mine' ? SAVED : 'This is their draft now. Undo brings yours back.');
  };
  return (
    <>
      <ButtonLink to={`/try${queryOf({ flow: detail.id, draft: work.hasDraft ? 'true' : null })}`} icon="play">
        Try it
      </ButtonLink>
      {work.hasDraft && detail.digest !== null ? <Button onClick={() => setAsks('discard')}>Discard draft</Button> : null}
      <Button
        icon="save"
        title={commandKey('S')}
        busy={work.busy === 'saving'}
        disabled={!writable || !work.isDirty}
        onClick={() => void save()}
      >
        Save draft
      </Button>
      <Button kind="primary" busy={work.busy === 'publishing'} disabled={!writable || !isNew} onClick={() => setAsks('publish')}>
        Publish
      </Button>
      {asks === 'discard' ? (
        <ConfirmDialog
          title="Discard the draft?"
          confirm="Discard draft"
          danger
          onConfirm={() => void discard()}
          onClose={() => setAsks(null)}
        >
          <p>What is in the draft and not in the file is lost.</p>
        </ConfirmDialog>
      ) : null}
      {asks === 'publish' ? (
        <PublishDialog detail={detail} work={work} problems={problems} onJump={onJump} onClose={() => setAsks(null)} />
      ) : null}
      {work.conflict ? (
        <ConflictDialog
          current={work.conflict.current}
          mine={work.text}
          onSettle={work.settle}
          onClose={() => work.showConflict(null)}
        />
      ) : null}
      {work.otherDraft ? (
        <DraftDialog
          theirs={work.otherDraft}
          mine={work.text}
          onSettle={(keep) => void settleDraft(keep)}
          onClose={() => work.showOtherDraft(null)}
        />
      ) : null}
    </>
  );
}
