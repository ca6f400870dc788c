import type { Point } from './shapes.ts';

const round = (value: number) => Math.round(value * 10) / 10;
const say = ({ x, y }: Point) => `${round(x)},${round(y)}`;

/** A line through points whose corners are rounded. */
export function roundedPath(points: readonly Point[], radius = 10): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const parts = [`M${say(first)}`];
  for (const [index, corner] of rest.entries()) {
    const before = points[index] ?? corner;
    const after = rest[index + 1];
    if (!after) {
      parts.push(`L${say(corner)}`);
    } else {
      parts.push(`L${say(towards(corner, before, radius))}`, `Q${say(corner)} ${say(towards(corner, after, radius))}`);
    }
  }
  return parts.join(' ');
}

/** The point so far from a corner on the way to another one, at most half way. */
function towards(corner: Point, other: Point, distance: number): Point {
  const [dx, dy] = [other.x - corner.x, other.y - corner.y];
  const length = Math.hypot(dx, dy);
  if (length === 0) return corner;
  const part = Math.min(distance, length / 2) / length;
  return { x: corner.x + dx * part, y: corner.y + dy * part };
}
