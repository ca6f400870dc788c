import type { StatusView } from '../../../contract.ts';
import { Badge } from '../../parts/badge.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Panel } from '../../parts/page.tsx';
import { Link } from '../../routing/link.tsx';

type Step = StatusView['steps'][number];

/** What to do first, with a tick at what is done; the first that is not stands out. */
export function FirstSteps({ steps }: Pick<StatusView, 'steps'>) {
  const done = steps.filter((step) => step.done).length;
  const next = steps.find((step) => !step.done);
  return (
    <Panel title="First steps" actions={<span className="soft small">{`${done} of ${steps.length} done`}</span>}>
      {steps.length === 0 ? <Empty title="There is nothing to do first" /> : null}
      <ol className="stack">
        {steps.map((step, index) => (
          <StepLine key={step.id} step={step} number={index + 1} next={step === next} />
        ))}
      </ol>
    </Panel>
  );
}

function StepLine({ step, number, next }: { readonly step: Step; readonly number: number; readonly next: boolean }) {
  const { done, title, hint, link } = step;
  return (
    <li className="home-step">
      <span className={`home-tick${done ? ' home-tick-done' : ''}`} aria-hidden="true">
        {done ? <Icon name="check" /> : number}
      </span>
      <div className="grow">
        <p className="row">
          {link === '/' ? <strong>{title}</strong> : <Link to={link}>{title}</Link>}
          {next ? <Badge tone="accent">Next</Badge> : null}
          <span className="hidden-text">{done ? 'Done' : 'Not done yet'}</span>
        </p>
        {done ? null : <p className="soft small break">{hint}</p>}
      </div>
    </li>
  );
}
