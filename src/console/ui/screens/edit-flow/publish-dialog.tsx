import { useState } from 'react';
import type { FlowDetail, ProblemView } from '../../../contract.ts';
import type { Failure } from '../../api/client.ts';
import { useData } from '../../api/use-data.ts';
import { problemWords } from '../../editor/problem-list.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorBox } from '../../parts/error-box.tsx';
import { useToast } from '../../parts/toast.tsx';
import type { VersionItem } from './history.tsx';
import type { FlowWork, PublishResult } from './use-flow-work.ts';

interface PublishDialogProps {
  readonly detail: FlowDetail;
  readonly work: FlowWork;
  readonly problems: readonly ProblemView[];
  readonly onJump: (problem: ProblemView) => void;
  readonly onClose: () => void;
}

/** Asks before a flow goes live; with errors against it, it says what they are and does not. */
export function PublishDialog({ detail, work, problems, onJump, onClose }: PublishDialogProps) {
  const [refused, setRefused] = useState<readonly ProblemView[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const tell = useToast();
  const errors = (refused ?? problems).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return <Refused errors={errors} onJump={onJump} onClose={onClose} />;

  const publish = async () => {
    const result = await work.publish();
    if (result.as === 'refused') return setRefused(result.problems);
    if (result.as === 'failed') return setFailure(result.failure);
    onClose();
    if (result.as === 'live') tell(liveWords(detail.name, result));
  };
  const actions = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button kind="primary" busy={work.busy === 'publishing'} onClick={() => void publish()}>
        Publish now
      </Button>
    </>
  );
  return (
    <Dialog title={`Publish ${detail.name}?`} onClose={onClose} actions={actions}>
      <p>The file is written, and whoever texts from now on meets this version.</p>
      <UnderWay id={detail.id} />
      {failure ? <ErrorBox failure={failure} /> : null}
    </Dialog>
  );
}

function Refused({
  errors,
  onJump,
  onClose,
}: { readonly errors: readonly ProblemView[] } & Pick<PublishDialogProps, 'onJump' | 'onClose'>) {
  return (
    <Dialog title="This cannot be published yet" onClose={onClose}>
      <p>
        {problemWords({ errors: errors.length, warnings: 0 })} {errors.length === 1 ? 'stands' : 'stand'} against it. Mend what is
        named here, then publish.
      </p>
      <ul className="stack">
        {errors.map((problem) => (
          <li key={`${problem.code} ${problem.offset} ${problem.message}`}>
            <Button
              small
              onClick={() => {
                onClose();
                onJump(problem);
              }}
            >
              Go to line {problem.line}
            </Button>{' '}
            {problem.message} {problem.fix}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Says how many chats are under way, which keep the version they began with. */
function UnderWay({ id }: { readonly id: string }) {
  const { data } = useData<{ readonly items: readonly VersionItem[] }>(`/flows/${encodeURIComponent(id)}/history`);
  if (!data) return null;
  const count = data.items.reduce((sum, { conversations }) => sum + conversations, 0);
  if (count === 0) return <p className="soft">No chat is under way in it.</p>;
  return (
    <p className="soft">
      {count === 1 ? '1 chat is under way. It goes' : `${count} chats are under way. They go`} on with the version{' '}
      {count === 1 ? 'it' : 'they'} began with.
    </p>
  );
}

/** What is said when a version went live. */
export function liveWords(name: string, { conversationsOnOlder: count }: Extract<PublishResult, { as: 'live' }>): string {
  const rest =
    count === 0 ? '' : count === 1 ? ' 1 chat goes on with an older version.' : ` ${count} chats go on with an older version.`;
  return `${name} is live.${rest}`;
}
