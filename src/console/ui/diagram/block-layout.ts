import { Graph, layout } from '@dagrejs/dagre';
import type { Block } from './blocks.ts';
import { labelWidth, type Point, sizeOf } from './shapes.ts';

/** Where the nodes of a block are (their middles) and what its links go through. */
export interface BlockLayout {
  readonly middles: ReadonlyMap<string, Point>;
  readonly routes: ReadonlyMap<string, { readonly points: readonly Point[]; readonly labelAt: Point }>;
  readonly width: number;
  readonly height: number;
}

const LABEL_HEIGHT = 16;
const remembered = new Map<string, BlockLayout>();
const MOST_REMEMBERED = 60;

/** Lays out a block, or remembers how: while a flow is typed, only the block that changes is laid out anew. */
export function layOutBlock(block: Block): BlockLayout {
  const key = fingerprint(block);
  const known = remembered.get(key);
  if (known) return known;
  const made = make(block);
  const [oldest] = remembered.keys();
  if (remembered.size >= MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  remembered.set(key, made);
  return made;
}

function fingerprint({ items, links }: Block): string {
  const nodes = items.map(({ key, node }) => [key, sizeOf(node).width]);
  return JSON.stringify([nodes, links.map(({ from, to, label }) => [from, to, labelWidth(label)])]);
}

function make({ items, links }: Block): BlockLayout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 20, edgesep: 12, ranksep: 26 });
  for (const { key, node } of items) graph.setNode(key, { ...sizeOf(node) });
  for (const { key, from, to, label } of links) {
    const size = label === '' ? {} : { width: labelWidth(label), height: LABEL_HEIGHT, labelpos: 'c' };
    graph.setEdge(from, to, { weight: label === '' ? 8 : 1, ...size }, key);
  }
  chain(graph, { items, links });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const middles = new Map(items.map(({ key }) => [key, pointOf(graph.node(key))]));
  const routes = new Map(
    links.map(({ key, from, to }) => {
      const made = graph.edge(from, to, key);
      const points: readonly Point[] = made.points ?? [];
      return [key, { points, labelAt: made.x === undefined ? middleOf(points) : pointOf(made) }];
    }),
  );
  return { middles, routes, width, height };
}

/** Keeps the nodes below one another in the order of the file, as they are read: a flow grows in length, not in width. */
function chain(graph: Graph, { items, links }: Block): void {
  const joined = new Set(links.map(({ from, to }) => `${from}\n${to}`));
  for (const [index, { key, node }] of items.entries()) {
    const before = items.slice(0, index).findLast((item) => item.node.kind === 'step' || item.node.kind === 'start');
    if (!before || node.kind !== 'step' || joined.has(`${before.key}\n${key}`)) continue;
    graph.setEdge(before.key, key, { weight: 8 }, `order ${key}`);
  }
}

function pointOf(placed: { readonly x?: number; readonly y?: number }): Point {
  return { x: placed.x ?? 0, y: placed.y ?? 0 };
}

function middleOf(points: readonly Point[]): Point {
  return points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 };
}
