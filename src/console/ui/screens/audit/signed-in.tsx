import { useState } from 'react';
import type { OpenSession } from '../../../contract.ts';
import { type Failure, remove } from '../../api/client.ts';
import { useData } from '../../api/use-data.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/dialog.tsx';
import { Loading } from '../../parts/empty.tsx';
import { ErrorBox } from '../../parts/error-box.tsx';
import { Panel } from '../../parts/page.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useToast } from '../../parts/toast.tsx';

/** Who is signed in, to be signed out from here. */
export function SignedIn() {
  const { data, failure, reload } = useData<{ readonly items: readonly OpenSession[] }>('/sessions');
  const [asks, setAsks] = useState<OpenSession | 'others' | null>(null);
  const tell = useToast();
  const told = (problem: Failure | null, done: string) => {
    if (problem) tell(`${problem.message} ${problem.fix ?? ''}`, 'bad');
    else tell(done);
    reload();
  };
  const end = async (which: OpenSession | 'others') => {
    setAsks(null);
    const answer = await remove(which === 'others' ? '/sessions' : `/sessions/${encodeURIComponent(which.id)}`);
    told(
      answer.ok ? null : answer.failure,
      which === 'others' ? 'All others are signed out.' : `${which.name} is signed out there.`,
    );
  };
  const others = data?.items.filter(({ current }) => !current) ?? [];
  const all = others.length > 0 ? <Button onClick={() => setAsks('others')}>End all others</Button> : null;
  return (
    <Panel title="Signed in now" actions={all} flush={data !== null}>
      {data ? (
        <Sessions items={data.items} onEnd={setAsks} />
      ) : failure ? (
        <ErrorBox failure={failure} />
      ) : (
        <Loading what="who is signed in" />
      )}
      {asks ? <Confirm which={asks} onConfirm={() => void end(asks)} onClose={() => setAsks(null)} /> : null}
    </Panel>
  );
}

function Sessions({ items, onEnd }: { readonly items: readonly OpenSession[]; readonly onEnd: (one: OpenSession) => void }) {
  return (
    <Table
      label="Signed in now"
      rows={items}
      rowKey={({ id }) => id}
      columns={[
        { title: 'Who', cell: ({ name }) => name },
        { title: 'From', cell: ({ address }) => <code>{address}</code> },
        { title: 'Since', cell: ({ startedAt }) => <Time at={startedAt} /> },
        { title: 'Last active', cell: ({ seenAt }) => <Time at={seenAt} /> },
        {
          title: 'Actions',
          cell: (one) =>
            one.current ? (
              <Badge tone="info">This is you</Badge>
            ) : (
              <Button small onClick={() => onEnd(one)}>
                End this session
              </Button>
            ),
        },
      ]}
    />
  );
}

interface ConfirmProps {
  readonly which: OpenSession | 'others';
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

function Confirm({ which, onConfirm, onClose }: ConfirmProps) {
  const title = which === 'others' ? 'End all other sessions?' : `End the session of ${which.name}?`;
  return (
    <ConfirmDialog title={title} confirm="End" danger onConfirm={onConfirm} onClose={onClose}>
      <p>Who is signed in there has to show the admin token again. What is typed there and not saved stays on their screen.</p>
      <p>If a token got into other hands, change ADMIN_TOKEN and start the server anew: then it opens nothing any more.</p>
    </ConfirmDialog>
  );
}
