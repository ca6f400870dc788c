import type { GrownLine } from './results.ts';

const WIDTH = 480;
const HEIGHT = 260;
const LEFT = 44;
const RIGHT = 16;
const TOP = 34;
const BOTTOM = 40;
const BASE = HEIGHT - BOTTOM;
/** The highest value of the axis: cost against the first size, so that flat looks flat. */
const LEAST_TOP = 2;

/**
 * Draws what a webhook costs against its cost at the first size of one series, as an SVG text. Sizes stand at even distances, each
 * under its name: from one to the next they grow tenfold or so.
 */
export function drawGrowth(title: string, lines: readonly GrownLine[]): string {
  const top = Math.max(LEAST_TOP, Math.ceil(Math.max(...lines.map(({ ratio }) => ratio))));
  const x = (at: number) => LEFT + ((WIDTH - LEFT - RIGHT) * (at + 0.5)) / lines.length;
  const y = (ratio: number) => BASE - ((BASE - TOP) * ratio) / top;
  const rules = Array.from({ length: top + 1 }, (_, value) => {
    const height = round(y(value));
    return `<line x1="${LEFT}" y1="${height}" x2="${WIDTH - RIGHT}" y2="${height}" stroke="#d0d4da"/>${text(LEFT - 8, height + 4, `${value} ×`, 'end')}`;
  });
  const points = lines.map(({ ratio }, at) => `${round(x(at))},${round(y(ratio))}`);
  const marks = lines.map(({ ratio, size }, at) => {
    const [across, height] = [round(x(at)), round(y(ratio))];
    const value = text(across, height - 9, ratio.toFixed(2), 'middle');
    return `<circle cx="${across}" cy="${height}" r="4" fill="#1f5fbf"/>${value}${text(across, BASE + 18, size.toLocaleString('en'), 'middle')}`;
  });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${title}" font-family="sans-serif" font-size="12" fill="#30363d">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(LEFT, 18, `CPU a webhook against the first, by ${title}`, 'start'),
    ...rules,
    `<polyline points="${points.join(' ')}" fill="none" stroke="#1f5fbf" stroke-width="2"/>`,
    ...marks,
    '</svg>',
  ].join('\n')}\n`;
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
