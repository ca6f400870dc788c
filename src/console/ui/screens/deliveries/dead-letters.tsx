import { useState } from 'react';
import { post } from '../../api/client.ts';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/dialog.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Time } from '../../parts/time.tsx';
import { useToast } from '../../parts/toast.tsx';
import { Link } from '../../routing/link.tsx';
import { PagedTable } from './paged-table.tsx';
import { RetryButton } from './retry-button.tsx';
import { usePages } from './use-pages.ts';

interface DeadLetter {
  readonly id: string;
  readonly kind: string;
  readonly address: string;
  readonly conversation: string | null;
  readonly attempts: number;
  readonly error: string;
  readonly since: string;
}

const KINDS: Readonly<Record<string, string>> = {
  send: 'A text to send',
  call: 'A call of an API',
  event: 'An event to your system',
  message: 'A message to handle',
  settle: 'A text in doubt',
};

/** What failed for good, to be tried again or dropped. */
export function DeadLetters() {
  const pages = usePages<DeadLetter>('/dead-letters');
  const [asked, setAsked] = useState<DeadLetter | null>(null);
  const tell = useToast();
  const drop = async ({ id }: DeadLetter) => {
    setAsked(null);
    const answer = await post(`/dead-letters/${encodeURIComponent(id)}/drop`);
    if (answer.ok) tell('It is dropped.');
    else tell(`${answer.failure.message} ${answer.failure.fix ?? ''}`, 'bad');
    pages.reload();
  };
  return (
    <>
      <PagedTable
        title="Dead letters"
        pages={pages}
        rowKey={({ id }) => id}
        empty={
          <Empty title="Nothing failed for good">
            What is tried again and again in vain ends here, so that nothing is lost in silence.
          </Empty>
        }
        columns={[
          { title: 'What', cell: ({ kind }) => KINDS[kind] ?? kind },
          { title: 'Person', cell: ({ address }) => <span className="break">{address}</span> },
          { title: 'Why', cell: ({ error }) => <span className="break">{error}</span> },
          { title: 'Attempts', align: 'end', cell: ({ attempts }) => attempts },
          { title: 'Since', cell: ({ since }) => <Time at={since} /> },
          {
            title: 'Chat',
            cell: ({ conversation }) =>
              conversation ? <Link to={`/conversations/${encodeURIComponent(conversation)}`}>Open</Link> : null,
          },
          {
            title: 'Actions',
            cell: (letter) => (
              <span className="row">
                <RetryButton id={letter.id} onDone={pages.reload} />
                <Button small kind="quiet" onClick={() => setAsked(letter)}>
                  Drop
                </Button>
              </span>
            ),
          },
        ]}
      />
      {asked ? (
        <ConfirmDialog title="Drop it?" confirm="Drop" danger onConfirm={() => void drop(asked)} onClose={() => setAsked(null)}>
          <p>It is never tried again. The chat and its texts stay.</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
