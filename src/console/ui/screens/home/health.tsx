import type { StatusView } from '../../../contract.ts';
import { Badge } from '../../parts/badge.tsx';
import { Panel } from '../../parts/page.tsx';

const PARTS = [
  ['database', 'Database'],
  ['flows', 'Flows'],
  ['worker', 'Worker'],
] as const;

/** Whether each part of the server works, and what is wrong where it does not. */
export function Health({ status: { health, flowsWritable, version } }: { readonly status: StatusView }) {
  const broken = PARTS.filter(([part]) => health[part] !== 'ok').length;
  return (
    <Panel title="Health" actions={<span className="soft small">Parley {version}</span>}>
      <div className="stack">
        <p role="status">{broken === 0 ? 'All parts work.' : `${broken} of ${PARTS.length} parts need a look.`}</p>
        <dl className="home-facts">
          {PARTS.map(([part, title]) => (
            <div key={part} className="home-fact">
              <dt>{title}</dt>
              <dd>
                <HealthWord word={health[part]} />
              </dd>
            </div>
          ))}
          <div className="home-fact">
            <dt>Flow files</dt>
            <dd>{flowsWritable ? 'Can be changed here' : 'Can only be read here'}</dd>
          </div>
        </dl>
      </div>
    </Panel>
  );
}

function HealthWord({ word }: { readonly word: string }) {
  if (word === 'ok') return <Badge tone="good">Works</Badge>;
  return (
    <>
      <Badge tone="bad">Needs a look</Badge>
      <p className="break small">{word}</p>
    </>
  );
}
