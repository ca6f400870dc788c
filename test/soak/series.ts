/** A value and when it was, in milliseconds. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** How much the values grow in an hour, by least squares; NaN of fewer than two. */
export function slopeAnHour(points: readonly Point[]): number {
  return fit(points).slope * HOUR;
}

/**
 * How far such a slope may be off by chance: its standard error, from the means of minutes, because values of the same minute go
 * up and down together. NaN of fewer than three minutes.
 */
export function slopeErrorAnHour(points: readonly Point[]): number {
  const means = byMinute(points).map((minute) => ({
    at: meanOf(minute, ({ at }) => at),
    value: meanOf(minute, ({ value }) => value),
  }));
  const { slope, at, value, across } = fit(means);
  const off = meanOf(means, (point) => (point.value - value - slope * (point.at - at)) ** 2);
  return means.length < 3 ? Number.NaN : Math.sqrt(off / (means.length - 2) / across) * HOUR;
}

/** The lowest value of each minute: of a heap, about what is left after a collection. */
export function lowestOfMinutes(points: readonly Point[]): Point[] {
  return byMinute(points).map((minute) => minute.reduce((lowest, point) => (point.value < lowest.value ? point : lowest)));
}

function fit(points: readonly Point[]) {
  const at = meanOf(points, (point) => point.at);
  const value = meanOf(points, (point) => point.value);
  const along = meanOf(points, (point) => (point.at - at) * (point.value - value));
  const across = meanOf(points, (point) => (point.at - at) ** 2);
  return { at, value, across, slope: along / across };
}

function meanOf(points: readonly Point[], read: (point: Point) => number): number {
  return points.reduce((sum, point) => sum + read(point), 0) / points.length;
}

function byMinute(points: readonly Point[]): Point[][] {
  const minutes = new Map<number, Point[]>();
  for (const point of points) {
    const minute = Math.floor((point.at - (points[0]?.at ?? 0)) / MINUTE);
    minutes.set(minute, [...(minutes.get(minute) ?? []), point]);
  }
  return [...minutes.values()];
}

/** What is known of the delays within one window of time, in the same unit each. */
export interface Delays {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * The least value that the p99 of all windows together surely does not exceed. Windows tell their own percentiles only, so of
 * each it counts how many delays may at most be longer: none above its longest, 1 % above its p99, and so on. NaN of none.
 */
export function mostOfP99(windows: readonly Delays[]): number {
  const shareAbove = ({ p50, p90, p99, max }: Delays, value: number): number => {
    if (max <= value) return 0;
    if (p99 <= value) return 0.01;
    if (p90 <= value) return 0.1;
    return p50 <= value ? 0.5 : 1;
  };
  const above = (value: number) => windows.reduce((sum, one) => sum + shareAbove(one, value), 0) / windows.length;
  const values = windows.flatMap(({ p50, p90, p99, max }) => [p50, p90, p99, max]).toSorted((a, b) => a - b);
  let [from, to] = [0, values.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (above(values[middle] ?? 0) <= 0.01) to = middle;
    else from = middle + 1;
  }
  return values[from] ?? Number.NaN;
}
