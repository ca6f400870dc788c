import { roundedPath } from './paths.ts';
import { type Box, labelWidth, type Link, type Way } from './shapes.ts';

const FIRST_LANE = 14;
const LANE = 14;

type Side = 'left' | 'right';

interface Span {
  readonly link: Link;
  readonly from: Box;
  readonly to: Box;
  /** Where it leaves its box; several that leave on one side are spread. */
  readonly leaves: number;
  readonly arrives: number;
  readonly side: Side;
}

interface Lane {
  readonly spans: Span[];
  readonly x: number;
}

/** Leads links round the side of all boxes that they pass, each in a lane of its own: on the right those that lead far on, on the left those that lead back. */
export function sideWays(links: readonly Link[], boxes: ReadonlyMap<string, Box>): readonly Way[] {
  const all = [...boxes.values()];
  const spans = spansOf(links, boxes).sort((a, b) => lengthOf(a) - lengthOf(b));
  const lanes: Record<Side, Lane[]> = { left: [], right: [] };
  const room = { left: roomFor(spans, 'left'), right: roomFor(spans, 'right') };
  return spans.map((span) => {
    const x = laneFor(lanes[span.side], span, edgeOf(span, all, room[span.side]));
    return wayOf(span, x);
  });
}

function spansOf(links: readonly Link[], boxes: ReadonlyMap<string, Box>): Span[] {
  const ends = links.flatMap((link) => {
    const [from, to] = [boxes.get(link.from), boxes.get(link.to)];
    const side: Side = from && to && to.y > from.y ? 'right' : 'left';
    return from && to ? [{ link, from, to, side }] : [];
  });
  return ends.map((end) => {
    const together = ends.filter(({ from, side }) => from === end.from && side === end.side);
    const place = (together.indexOf(end) + 1) / (together.length + 1);
    const arrives = end.to.y + end.to.height / 2 + (end.side === 'left' ? -6 : 6);
    return { ...end, leaves: end.from.y + end.from.height * place, arrives };
  });
}

function lengthOf({ leaves, arrives }: Span): number {
  return Math.abs(leaves - arrives);
}

/** Labels stand between the box and the first lane. */
function roomFor(spans: readonly Span[], side: Side): number {
  return Math.max(0, ...spans.filter((span) => span.side === side).map(({ link }) => labelWidth(link.label)));
}

/** Where the boxes that a span passes end, and the labels beside them. */
function edgeOf({ leaves, arrives, side }: Span, all: readonly Box[], room: number): number {
  const [top, bottom] = [Math.min(leaves, arrives), Math.max(leaves, arrives)];
  const passed = all.filter(({ y, height }) => y < bottom && y + height > top);
  return side === 'right'
    ? Math.max(...passed.map(({ x, width }) => x + width)) + room + FIRST_LANE
    : Math.min(...passed.map(({ x }) => x)) - room - FIRST_LANE;
}

/** The first lane that is outside of the boxes and free all along; a new one where there is none. */
function laneFor(lanes: Lane[], span: Span, edge: number): number {
  const outwards = span.side === 'right' ? 1 : -1;
  const found = lanes.find(({ spans, x }) => (x - edge) * outwards >= 0 && spans.every((other) => isApart(span, other)));
  if (found) {
    found.spans.push(span);
    return found.x;
  }
  const taken = lanes.map(({ x }) => x * outwards);
  const x = Math.max(edge * outwards, ...taken.map((one) => one + LANE)) * outwards;
  lanes.push({ spans: [span], x });
  return x;
}

function isApart(a: Span, b: Span): boolean {
  return (
    Math.max(a.leaves, a.arrives) < Math.min(b.leaves, b.arrives) || Math.min(a.leaves, a.arrives) > Math.max(b.leaves, b.arrives)
  );
}

function wayOf({ link, from, to, side, leaves, arrives }: Span, x: number): Way {
  const [outwards, start, end] = side === 'right' ? [1, from.x + from.width, to.x + to.width] : [-1, from.x, to.x];
  const points = [
    { x: start, y: leaves },
    { x, y: leaves },
    { x, y: arrives },
    { x: end, y: arrives },
  ];
  const labelAt = { x: start + outwards * (labelWidth(link.label) / 2 + 4), y: leaves };
  return { ...link, path: roundedPath(points), labelAt, reach: x, aside: true };
}
