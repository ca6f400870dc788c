import { type Figure, type GrownLine, type Line, type Results, verdictOf } from './results.ts';

/** What the cells of a server's line are. */
export const HEADS = [
  'server',
  'people',
  'CPU s/1,000',
  '× floor',
  'webhooks/s',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'peak MiB',
  'disk B',
  'commits',
  'batch',
];

/** The servers beside each other; commits, and bytes on disk, are a webhook's. */
export function showLines(lines: readonly Line[]): string {
  return table([HEADS, ...lines.map(lineCells)]);
}

/** A server's line, as `HEADS` names the cells. */
export function lineCells({ name, people, cpu, ratio, perSecond, p50, p95, p99, peak, disk, commits, batch }: Line): string[] {
  const times = [p50, p95, p99].map((one) => one.toFixed(1));
  const bytes = disk === null ? '' : disk.toFixed(0);
  const server = [name, String(people), cpu.toFixed(3), ratio.toFixed(2), perSecond.toFixed(0)];
  return [...server, ...times, peak.toFixed(0), bytes, commits.toFixed(2), batch.toFixed(1)];
}

/** What the cells of a figure are. */
export const FIGURE_HEADS = ['figure', 'measured', 'target', 'kind', 'verdict'];

/** Each figure with its target and whether it holds. */
export function showFigures(figures: readonly Figure[]): string {
  return table([FIGURE_HEADS, ...figures.map(figureCells)]);
}

/** A figure, as `FIGURE_HEADS` names the cells. */
export function figureCells(figure: Figure): string[] {
  const { what, value, unit, target, atLeast, goal } = figure;
  const wanted = `${atLeast ? 'at least' : 'at most'} ${number(target)} ${unit}`;
  return [what, `${number(value)} ${unit}`, wanted, goal ? 'goal' : 'promise', verdictOf(figure)];
}

/** What the cells of one size of something that grows are, after the size. */
export const GROWN_HEADS = ['CPU s/1,000', '× first', 'webhooks/s', 'p99 ms', 'peak MiB', 'ready ms'];

/** Cost against size, each series beside its first size. */
export function showGrown(lines: readonly GrownLine[]): string {
  return table([['what grows', 'to', ...GROWN_HEADS], ...lines.map((line) => [line.series, ...grownCells(line)])]);
}

/** One size, then as `GROWN_HEADS` names the cells. */
export function grownCells({ size, cpu, ratio, perSecond, p99, peak, ready }: GrownLine): string[] {
  const cost = [cpu.toFixed(3), ratio.toFixed(2), perSecond.toFixed(0), p99.toFixed(1)];
  return [size.toLocaleString('en'), ...cost, peak.toFixed(0), ready.toFixed(0)];
}

/** How the servers changed since an earlier run. Only ratios of one run to the next hold on another machine. */
export function showChange(before: Results, now: Results): string {
  const rows = now.lines.flatMap((line) => {
    const old = before.lines.find((one) => one.name === line.name && one.people === line.people);
    if (!old) return [];
    const keys = ['ratio', 'cpu', 'perSecond', 'p50', 'p99', 'peak'] as const;
    return [[line.name, String(line.people), ...keys.map((key) => change(old[key], line[key]))]];
  });
  return table([['change since', before.at.slice(0, 10), '× floor', 'CPU', 'webhooks/s', 'p50', 'p99', 'peak'], ...rows]);
}

function change(before: number, now: number): string {
  const percent = (now / before - 1) * 100;
  return `${percent < 0 ? '' : '+'}${percent.toFixed(1)} %`;
}

function number(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** Rows beside each other, the first being the head: texts stand left, numbers stand right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const isNumeric = widths.map((_, at) => rows.slice(1).every((row) => /^[-+]?[\d.,]*(?: %)?$/.test(row[at] ?? '')));
  const line = (row: readonly string[]) =>
    row.map((cell, at) => (isNumeric[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}
