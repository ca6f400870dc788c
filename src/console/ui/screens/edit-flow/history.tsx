import { useState } from 'react';
import { useData } from '../../api/use-data.ts';
import { DiffView } from '../../editor/lazy.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog, Dialog } from '../../parts/dialog.tsx';
import { Empty, Loading } from '../../parts/empty.tsx';
import { ErrorBox } from '../../parts/error-box.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useToast } from '../../parts/toast.tsx';
import { liveWords } from './publish-dialog.tsx';
import type { FlowWork } from './use-flow-work.ts';

/** A version that was live. */
export interface VersionItem {
  readonly version: string;
  readonly at: string;
  readonly by: string | null;
  readonly how: 'published' | 'rolled_back' | 'file';
  readonly conversations: number;
}

const HOW = { published: 'published', rolled_back: 'rolled back', file: 'file changed' };

interface HistoryProps {
  readonly id: string;
  readonly live: string | null;
  readonly work: FlowWork;
  readonly text: string;
}

/** The versions that were live, each to be compared and made live again. */
export function History({ id, live, work, text }: HistoryProps) {
  const path = `/flows/${encodeURIComponent(id)}`;
  const { data, failure, reload } = useData<{ readonly items: readonly VersionItem[] }>(`${path}/history`);
  const [shown, setShown] = useState<string | null>(null);
  const [asked, setAsked] = useState<VersionItem | null>(null);
  const tell = useToast();
  const rollBack = async (version: string) => {
    const result = await work.rollBack(version);
    setAsked(null);
    reload();
    if (result.as === 'live') tell(liveWords('The older version', result));
    if (result.as === 'failed') tell(result.failure.message, 'bad');
    if (result.as === 'refused') tell('Errors stand against that version now, so it was not made live.', 'bad');
  };
  if (failure) return <ErrorBox failure={failure} action={<Button onClick={reload}>Try again</Button>} />;
  if (!data) return <Loading what="the history" />;
  if (data.items.length === 0)
    return <Empty title="It was never live">Publish it, and each version stands here from then on.</Empty>;
  const liveNow = data.items.find(({ version }) => version === live);
  return (
    <div className="bench-scroll">
      <Table
        label="Versions"
        rows={data.items}
        rowKey={({ version, at }) => `${version} ${at}`}
        columns={[
          {
            title: 'Version',
            cell: (item) => (
              <span className="row">
                <code>{item.version.slice(0, 8)}</code>
                {item === liveNow ? <Badge tone="good">Live</Badge> : null}
              </span>
            ),
          },
          { title: 'When', cell: ({ at }) => <Time at={at} /> },
          { title: 'How', cell: ({ how, by }) => `${HOW[how]}${by === null ? '' : ` by ${by}`}` },
          { title: 'Chats on it', align: 'end', cell: ({ conversations }) => conversations },
          {
            title: 'Actions',
            cell: (item) => (
              <span className="row">
                <Button small aria-label={`Compare with ${item.version.slice(0, 8)}`} onClick={() => setShown(item.version)}>
                  Compare
                </Button>
                {item.version === live ? null : (
                  <Button small aria-label={`Roll back to ${item.version.slice(0, 8)}`} onClick={() => setAsked(item)}>
                    Roll back
                  </Button>
                )}
              </span>
            ),
          },
        ]}
      />
      {shown === null ? null : (
        <Comparison path={`${path}/versions/${encodeURIComponent(shown)}`} text={text} onClose={() => setShown(null)} />
      )}
      {asked === null ? null : (
        <ConfirmDialog
          title="Roll back?"
          confirm="Roll back"
          busy={work.busy === 'publishing'}
          onConfirm={() => void rollBack(asked.version)}
          onClose={() => setAsked(null)}
        >
          <p>
            The file becomes again what it was in this version, and whoever texts from now on meets it. Chats under way keep the
            version they began with.
          </p>
        </ConfirmDialog>
      )}
    </div>
  );
}

function Comparison({ path, text, onClose }: { readonly path: string; readonly text: string; readonly onClose: () => void }) {
  const { data, failure } = useData<{ readonly source: string }>(path);
  return (
    <Dialog wide title="From that version to the text here" onClose={onClose}>
      {failure ? <ErrorBox failure={failure} /> : null}
      {data ? (
        <div className="bench-compare">
          <DiffView label="Differences to that version" before={data.source} after={text} />
        </div>
      ) : null}
    </Dialog>
  );
}
