import type { StatusView } from '../../../contract.ts';
import { Panel } from '../../parts/page.tsx';
import { Link } from '../../routing/link.tsx';
import { NUMBER } from './numbers.ts';

/** How many segments went out, and how many a month would be. */
export function Texts({ texts: { segments7d, estimate } }: Pick<StatusView, 'texts'>) {
  return (
    <Panel title="Texts" actions={<Link to="/deliveries">Deliveries</Link>}>
      {segments7d === 0 ? <p>No text was sent in the last 7 days.</p> : null}
      {segments7d > 0 ? (
        <dl className="home-facts">
          <div className="home-fact">
            <dt>Segments, last 7 days</dt>
            <dd className="home-number">{NUMBER.format(segments7d)}</dd>
          </div>
          <div className="home-fact">
            <dt>In 30 days at this pace</dt>
            <dd className="home-number">about {NUMBER.format(estimate)}</dd>
          </div>
        </dl>
      ) : null}
      <p className="soft small">A long text is sent, and paid for, in several segments.</p>
    </Panel>
  );
}
