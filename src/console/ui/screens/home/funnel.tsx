import type { StatusView } from '../../../contract.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Panel } from '../../parts/page.tsx';
import { dateOf, type FunnelDay, NUMBER, STAGES, shareOf, totalOf } from './numbers.ts';
import { Plot } from './plot.tsx';

/** How far people came on the last days: all days together stage by stage, and each day as bars. */
export function Funnel({ funnel: days }: Pick<StatusView, 'funnel'>) {
  const isEmpty = days.every((day) => STAGES.every(({ id }) => day[id] === 0));
  return (
    <Panel title={`From hello to verified, last ${days.length} days`}>
      {isEmpty ? (
        <Empty title="Nobody was asked for a number yet" action={<ButtonLink to="/try">Try it</ButtonLink>}>
          As soon as people text you, this shows how far they come. Chats of Try it are not counted.
        </Empty>
      ) : (
        <div className="home-funnel">
          <Stages days={days} />
          <figure className="home-figure">
            <Plot days={days} />
            <figcaption className="row small soft">
              <span className="row home-key">
                <span className="home-swatch home-asked" /> Asked
              </span>
              <span className="row home-key">
                <span className="home-swatch home-verified" /> Verified
              </span>
              <span>Days in UTC</span>
            </figcaption>
            <DayTable days={days} />
          </figure>
        </div>
      )}
    </Panel>
  );
}

function Stages({ days }: { readonly days: readonly FunnelDay[] }) {
  const asked = totalOf(days, 'asked');
  return (
    <dl className="home-facts">
      {STAGES.map(({ id, title }) => {
        const total = totalOf(days, id);
        return (
          <div key={id} className="home-fact">
            <dt>{title}</dt>
            <dd className="home-number">
              {NUMBER.format(total)} {id === 'asked' ? null : <span className="soft small">{shareOf(total, asked)}</span>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** The bars in numbers, for those who cannot see them. */
function DayTable({ days }: { readonly days: readonly FunnelDay[] }) {
  return (
    <div className="hidden-text">
      <table>
        <caption>How far people came, by day</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            {STAGES.map(({ id, title }) => (
              <th key={id} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.day}>
              <th scope="row">{dateOf(day.day)}</th>
              {STAGES.map(({ id }) => (
                <td key={id}>{day[id]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
