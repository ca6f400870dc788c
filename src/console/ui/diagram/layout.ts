import type { FlowGraphView } from '../../contract.ts';
import { type BlockLayout, layOutBlock } from './block-layout.ts';
import { type Block, blocksOf } from './blocks.ts';
import { roundedPath } from './paths.ts';
import { piecesOf } from './pieces.ts';
import { type Box, type DiagramLayout, labelWidth, type Link, sizeOf, type Way } from './shapes.ts';
import { sideWays } from './side-ways.ts';

const BETWEEN_BLOCKS = 46;
const MARGIN = 16;

/** Places a flow from top to bottom. What it costs grows evenly with the flow: a long one is laid out in blocks. */
export function layOut(graph: FlowGraphView): DiagramLayout {
  const pieces = piecesOf(graph);
  const blocks = blocksOf(pieces);
  const boxes = new Map<string, Box>();
  const ways: Way[] = [];
  let top = 0;
  for (const block of blocks) {
    const placed = layOutBlock(block);
    place(block, placed, top, boxes, ways);
    top += placed.height + BETWEEN_BLOCKS;
  }
  const done = new Set(ways.map(({ key }) => key));
  const rest = pieces.links.filter(({ key }) => !done.has(key));
  const straight = new Set(rest.filter((link) => isNeighbour(link, boxes)));
  const joints = [...straight].map((link) => joint(link, boxes));
  const aside = sideWays(
    rest.filter((link) => !straight.has(link)),
    boxes,
  );
  return atOrigin([...boxes.values()], [...ways, ...joints, ...aside]);
}

/** Puts a block below the ones before; its first node stands below theirs. */
function place(block: Block, placed: BlockLayout, top: number, boxes: Map<string, Box>, ways: Way[]): void {
  const [head] = block.items;
  const left = -(placed.middles.get(head?.key ?? '')?.x ?? 0);
  const move = ({ x, y }: { readonly x: number; readonly y: number }) => ({ x: x + left, y: y + top });
  for (const { key, node } of block.items) {
    const size = sizeOf(node);
    const { x, y } = move(placed.middles.get(key) ?? { x: 0, y: 0 });
    boxes.set(key, { key, node, x: x - size.width / 2, y: y - size.height / 2, ...size });
  }
  for (const link of block.links) {
    const route = placed.routes.get(link.key);
    if (!route) continue;
    ways.push({
      ...link,
      path: roundedPath(route.points.map(move)),
      labelAt: move(route.labelAt),
      reach: move(route.labelAt).x,
      aside: false,
    });
  }
}

/** A link from the bottom of one block to the top of the next one needs no way round. */
function isNeighbour({ from, to, edge }: Link, boxes: ReadonlyMap<string, Box>): boolean {
  const [a, b] = [boxes.get(from), boxes.get(to)];
  if (!a || !b || edge.back) return false;
  const gap = b.y - (a.y + a.height);
  return gap > 0 && gap <= BETWEEN_BLOCKS + 1;
}

function joint(link: Link, boxes: ReadonlyMap<string, Box>): Way {
  const [a, b] = [boxes.get(link.from), boxes.get(link.to)];
  const from = { x: (a?.x ?? 0) + (a?.width ?? 0) / 2, y: (a?.y ?? 0) + (a?.height ?? 0) };
  const to = { x: (b?.x ?? 0) + (b?.width ?? 0) / 2, y: b?.y ?? 0 };
  const y = (from.y + to.y) / 2;
  const path = roundedPath([from, { x: from.x, y }, { x: to.x, y }, to]);
  return { ...link, path, labelAt: { x: (from.x + to.x) / 2, y }, reach: to.x, aside: false };
}

function atOrigin(boxes: readonly Box[], ways: readonly Way[]): DiagramLayout {
  if (boxes.length === 0) return { boxes, ways, width: 0, height: 0 };
  const reach = ways.map(({ labelAt: { x }, label, reach }) => ({
    low: Math.min(x - labelWidth(label) / 2, reach),
    high: Math.max(x + labelWidth(label) / 2, reach),
  }));
  const left = Math.min(...boxes.map(({ x }) => x), ...reach.map(({ low }) => low)) - MARGIN;
  const right = Math.max(...boxes.map(({ x, width }) => x + width), ...reach.map(({ high }) => high)) + MARGIN;
  const top = Math.min(...boxes.map(({ y }) => y)) - MARGIN;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + MARGIN;
  return {
    boxes: boxes.map((box) => ({ ...box, x: box.x - left, y: box.y - top })),
    ways: ways.map((way) => ({
      ...way,
      path: shift(way.path, -left, -top),
      labelAt: { x: way.labelAt.x - left, y: way.labelAt.y - top },
      reach: way.reach - left,
    })),
    width: right - left,
    height: bottom - top,
  };
}

function shift(path: string, dx: number, dy: number): string {
  const moved = (x: string, y: string) => `${Math.round((Number(x) + dx) * 10) / 10},${Math.round((Number(y) + dy) * 10) / 10}`;
  return path.replaceAll(/(-?[\d.]+),(-?[\d.]+)/g, (_all, x: string, y: string) => moved(x, y));
}
