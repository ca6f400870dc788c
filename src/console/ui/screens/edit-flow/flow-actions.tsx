import { useState } from 'react';
import type { FlowDetail, ProblemView } from '../../../contract.ts';
import { queryOf } from '../../api/query.ts';
import { ConflictDialog } from '../../editor/conflict-dialog.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/dialog.tsx';
import { useToast } from '../../parts/toast.tsx';
import { commandKey, useShortcut } from '../../shell/shortcut.ts';
import { PublishDialog } from './publish-dialog.tsx';
import type { FlowWork } from './use-flow-work.ts';

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
  const save = async () => {
    if (!writable || work.busy) return;
    const failure = await work.save();
    if (failure) tell(`${failure.message} ${failure.fix ?? ''}`, 'bad');
    else tell('The draft is saved. Nobody meets it before it is published.');
  };
  useShortcut('s', () => void save());
  const isNew = detail.digest === null || work.hasDraft || work.text !== detail.source;
  const discard = async () => {
    setAsks(null);
    const failure = await work.discard();
    if (failure) tell(failure.message, 'bad');
    else tell('The draft is gone. This is the file again.');
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
    </>
  );
}
