import { useState } from 'react';
import type { ApiItem } from '../../../contract.ts';
import { useLive } from '../../api/live.tsx';
import { useData } from '../../api/use-data.ts';
import { problemWords } from '../../editor/problem-list.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Empty, Loading } from '../../parts/empty.tsx';
import { ErrorBox } from '../../parts/error-box.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { Link } from '../../routing/link.tsx';
import { useStatus } from '../../shell/status.tsx';
import { AddApiDialog } from './add-api-dialog.tsx';
import { CurlDialog } from './curl-dialog.tsx';

/** Developer: the APIs that flows can call. */
export function DeveloperScreen() {
  const { data, failure, reload } = useData<{ readonly items: readonly ApiItem[] }>('/apis');
  const isWritable = useStatus().data?.flowsWritable ?? false;
  const [asks, setAsks] = useState<'add' | 'curl' | null>(null);
  useLive((news) => {
    if (news.type !== 'delivery') reload();
  });
  const taken = data?.items.map(({ id }) => id) ?? [];
  const actions = (
    <>
      <Button disabled={!isWritable} onClick={() => setAsks('curl')}>
        Paste a cURL command
      </Button>
      <Button kind="primary" icon="plus" disabled={!isWritable} onClick={() => setAsks('add')}>
        Add API
      </Button>
    </>
  );
  return (
    <Page title="Developer" actions={actions}>
      {failure ? <ErrorBox failure={failure} action={<Button onClick={reload}>Try again</Button>} /> : null}
      {!data && !failure ? <Loading what="the APIs" /> : null}
      {data ? (
        <Panel title="APIs" flush>
          {data.items.length === 0 ? (
            <Empty title="There is no API yet">Add one, and the steps of your flows can call it by its name.</Empty>
          ) : (
            <Table label="APIs" columns={COLUMNS} rows={data.items} rowKey={({ id }) => id} />
          )}
        </Panel>
      ) : null}
      {asks === 'add' ? <AddApiDialog taken={taken} onClose={() => setAsks(null)} /> : null}
      {asks === 'curl' ? <CurlDialog taken={taken} onClose={() => setAsks(null)} /> : null}
    </Page>
  );
}

const COLUMNS: readonly Column<ApiItem>[] = [
  {
    title: 'Name',
    cell: ({ id, name, problems }) => (
      <span className="row">
        <Link to={`/apis/${encodeURIComponent(id)}`} className="row-link">
          {name}
        </Link>
        {problems.errors + problems.warnings > 0 ? (
          <Badge tone={problems.errors > 0 ? 'bad' : 'warn'}>{problemWords(problems)}</Badge>
        ) : null}
      </span>
    ),
  },
  { title: 'Method', cell: ({ method }) => <code>{method}</code> },
  { title: 'Host', cell: ({ host }) => host },
  { title: 'Used in', cell: ({ usedIn }) => usesWords(usedIn) },
  { title: 'Last status', cell: ({ last }) => <LastStatus last={last} /> },
  { title: 'p95', align: 'end', cell: ({ p95 }) => (p95 === null ? '–' : `${Math.round(p95)} ms`) },
  { title: 'Failures', align: 'end', cell: ({ failures24h }) => (failures24h > 0 ? <Badge tone="bad">{failures24h}</Badge> : 0) },
];

function usesWords(usedIn: ApiItem['usedIn']): string {
  const flows = new Set(usedIn.map(({ flow }) => flow));
  if (usedIn.length === 0) return 'Not used';
  return `${usedIn.length} ${usedIn.length === 1 ? 'step' : 'steps'} of ${[...flows].join(', ')}`;
}

function LastStatus({ last }: { readonly last: ApiItem['last'] }) {
  if (!last) return <span className="soft">Never called</span>;
  const words = last.status === null ? 'No answer' : String(last.status);
  return (
    <span className="row">
      <Badge tone={last.ok ? 'good' : 'bad'}>{last.ok ? `${words} OK` : `${words} failed`}</Badge>
      <span className="soft small">
        <Time at={last.at} />
      </span>
    </span>
  );
}
