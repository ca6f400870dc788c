import './flows.css';
import { lazy, Suspense, useState } from 'react';
import type { FlowItem } from '../../../contract.ts';
import { useLive } from '../../api/live.tsx';
import { useData } from '../../api/use-data.ts';
import { problemWords } from '../../editor/problem-list.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Empty, Loading } from '../../parts/empty.tsx';
import { ErrorBox, Notice } from '../../parts/error-box.tsx';
import { Page } from '../../parts/page.tsx';
import { Link } from '../../routing/link.tsx';
import { useStatus } from '../../shell/status.tsx';
import { NewFlowDialog } from './new-flow-dialog.tsx';

const SmallDiagram = lazy(async () => ({ default: (await import('../../diagram/small-diagram.tsx')).SmallDiagram }));

interface FolderProblem {
  readonly file: string;
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly fix: string;
}

interface FlowList {
  readonly items: readonly FlowItem[];
  readonly problems: readonly FolderProblem[];
}

/** Flows: a card for each, with what it looks like and how it went. */
export function FlowsScreen() {
  const { data, failure, reload } = useData<FlowList>('/flows');
  const isWritable = useStatus().data?.flowsWritable ?? false;
  const [isAsking, setAsking] = useState(false);
  useLive((news) => {
    if (news.type !== 'delivery') reload();
  });
  const add = (
    <Button kind="primary" icon="plus" disabled={!isWritable} onClick={() => setAsking(true)}>
      New flow
    </Button>
  );
  return (
    <Page title="Flows" actions={add}>
      {failure ? <ErrorBox failure={failure} action={<Button onClick={reload}>Try again</Button>} /> : null}
      {!data && !failure ? <Loading what="the flows" /> : null}
      {data ? <Elsewhere list={data} /> : null}
      {data?.items.length === 0 ? (
        <Empty title="There is no flow yet" action={add}>
          A flow is what people chat with. Make one, or put a file into the folder of flows.
        </Empty>
      ) : null}
      <ul className="flow-cards">
        {data?.items.map((flow) => (
          <FlowCard key={flow.id} flow={flow} />
        ))}
      </ul>
      {isAsking ? <NewFlowDialog taken={data?.items.map(({ id }) => id) ?? []} onClose={() => setAsking(false)} /> : null}
    </Page>
  );
}

/** Errors of files that no card stands for: APIs, and files that hold no flow. */
function Elsewhere({ list: { items, problems } }: { readonly list: FlowList }) {
  const known = new Set(items.map(({ id }) => `${id}.json`));
  const others = problems.filter(({ file, severity }) => severity === 'error' && !known.has(file));
  if (others.length === 0) return null;
  return (
    <Notice tone="warn">
      <ul>
        {others.map(({ file, line, message, fix }) => (
          <li key={`${file} ${line} ${message}`} className="break">
            <code>
              {file}:{line}
            </code>{' '}
            {message} {fix}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function FlowCard({ flow }: { readonly flow: FlowItem }) {
  const { id, name, version, upToDate, keywords, problems, draft, last24h, graph } = flow;
  const words = [...keywords.map((word) => `"${word}"`), ...(flow.default ? ['any other message'] : [])].join(', ');
  const wrong = problemWords(problems);
  return (
    <li className="flow-card">
      <div className="flow-picture">
        {graph ? (
          <Suspense fallback={null}>
            <SmallDiagram graph={graph} />
          </Suspense>
        ) : (
          <span className="soft small">It cannot be drawn.</span>
        )}
      </div>
      <div className="flow-body stack">
        <h2 className="break">
          <Link to={`/flows/${encodeURIComponent(id)}`} className="flow-link">
            {name}
          </Link>
        </h2>
        <p className="row">
          {version === null ? <Badge tone="warn">Not live</Badge> : <Badge tone="good">Live</Badge>}
          {draft ? <Badge tone="info">Draft</Badge> : null}
          {version !== null && !upToDate ? <Badge tone="warn">File not taken up</Badge> : null}
          {wrong === '' ? null : <Badge tone={problems.errors > 0 ? 'bad' : 'warn'}>{wrong}</Badge>}
        </p>
        <p className="soft small break">{words === '' ? 'Started by another flow only.' : `Starts with ${words}`}</p>
        <dl className="flow-figures" aria-label="Last 24 hours">
          <Figure title="Started" value={last24h.started} />
          <Figure title="Verified" value={last24h.verified} />
          <Figure title="Gave up" value={last24h.gave_up} />
          <Figure title="Failed" value={last24h.failed} />
        </dl>
      </div>
    </li>
  );
}

function Figure({ title, value }: { readonly title: string; readonly value: number }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{value.toLocaleString('en')}</dd>
    </div>
  );
}
