import type { Pieces } from './pieces.ts';
import type { Item, Link } from './shapes.ts';

/** Nodes that stand together, and the links between them that lead on, and not far. */
export interface Block {
  readonly items: readonly Item[];
  readonly links: readonly Link[];
}

/** What takes a block for laying out grows faster than the block, so a long flow is laid out in several. */
const LARGEST = 24;
const SMALLEST = 12;

/** Cuts a long flow where the fewest links are cut. A flow of up to 24 nodes is one block. */
export function blocksOf({ items, links }: Pieces): readonly Block[] {
  const place = new Map(items.map(({ key }, index) => [key, index]));
  const crossing = crossings(items.length, links, place);
  const blocks: Block[] = [];
  for (let from = 0; from < items.length; ) {
    const to = nextCut(from, items.length, crossing);
    const members = items.slice(from, to);
    const keys = new Set(members.map(({ key }) => key));
    const inside = (link: Link) => leadsOn(link, place) && keys.has(link.from) && keys.has(link.to);
    blocks.push({ items: members, links: links.filter(inside) });
    from = to;
  }
  return blocks;
}

/** A link to a step further on than this is led round the side: among the others it would push them apart. */
const NEAR = 4;

function leadsOn({ from, to, edge }: Link, place: ReadonlyMap<string, number>): boolean {
  const [a, b] = [place.get(from), place.get(to)];
  return !edge.back && a !== undefined && b !== undefined && a < b && b - a <= NEAR;
}

/** How many links that lead on are cut by a cut before each index. */
function crossings(count: number, links: readonly Link[], place: ReadonlyMap<string, number>): readonly number[] {
  const change = Array.from({ length: count + 1 }, () => 0);
  for (const link of links.filter((one) => leadsOn(one, place))) {
    const [a, b] = [(place.get(link.from) ?? 0) + 1, (place.get(link.to) ?? 0) + 1];
    change[a] = (change[a] ?? 0) + 1;
    change[b] = (change[b] ?? 0) - 1;
  }
  let open = 0;
  return change.map((step) => (open += step));
}

function nextCut(from: number, count: number, crossing: readonly number[]): number {
  if (count - from <= LARGEST) return count;
  let best = from + LARGEST;
  for (let at = from + LARGEST; at >= from + SMALLEST; at--) {
    if ((crossing[at] ?? 0) < (crossing[best] ?? 0)) best = at;
  }
  return best;
}
