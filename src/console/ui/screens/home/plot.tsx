import { dateOf, type FunnelDay, NUMBER, STAGES, topOf, weekdayOf } from './numbers.ts';

const TOP = 20;
const BOTTOM = 140;
const HEIGHT = 162;
const BARS = [
  { id: 'asked', x: '18%' },
  { id: 'verified', x: '52%' },
] as const;

/** Two bars for each day. Widths are shares of the whole, so that its words stay as large as all others. */
export function Plot({ days }: { readonly days: readonly FunnelDay[] }) {
  const top = topOf(Math.max(...days.map(({ asked, verified }) => Math.max(asked, verified))));
  return (
    <svg className="home-plot" width="100%" height={HEIGHT} aria-hidden="true" focusable="false">
      {[top, top / 2].map((value) => (
        <g key={value}>
          <line className="home-grid" x1="0" x2="100%" y1={heightAt(value, top)} y2={heightAt(value, top)} />
          <text x="0" y={heightAt(value, top) - 4}>
            {NUMBER.format(value)}
          </text>
        </g>
      ))}
      {days.map((day, index) => (
        <svg key={day.day} x={`${(index * 100) / days.length}%`} width={`${100 / days.length}%`} height={HEIGHT}>
          <title>{wordsOf(day)}</title>
          <rect width="100%" height={HEIGHT} fill="transparent" />
          {BARS.map(({ id, x }) => (
            <rect
              key={id}
              className={`home-bar home-${id}`}
              x={x}
              width="30%"
              y={heightAt(day[id], top)}
              height={BOTTOM - heightAt(day[id], top)}
            />
          ))}
          <text x="50%" y={HEIGHT - 6} textAnchor="middle">
            {weekdayOf(day.day)}
          </text>
        </svg>
      ))}
      <line className="home-ground" x1="0" x2="100%" y1={BOTTOM} y2={BOTTOM} />
    </svg>
  );
}

function heightAt(value: number, top: number): number {
  return BOTTOM - (value / top) * (BOTTOM - TOP);
}

function wordsOf(day: FunnelDay): string {
  return [dateOf(day.day), ...STAGES.map(({ id, title }) => `${title}: ${NUMBER.format(day[id])}`)].join('\n');
}
