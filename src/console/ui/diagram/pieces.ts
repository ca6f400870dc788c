import type { FlowGraphView } from '../../contract.ts';
import type { GraphEdge, GraphNode, Item, Link } from './shapes.ts';

/** What is drawn of a flow: its nodes in the order of the file, and one link for all ways between two of them. */
export interface Pieces {
  readonly items: readonly Item[];
  readonly links: readonly Link[];
}

/** Turns a graph into what is drawn. Each step that ends the chat gets an end of its own, so that no way crosses the whole diagram. */
export function piecesOf({ nodes, edges }: FlowGraphView): Pieces {
  const end = nodes.find(({ kind }) => kind === 'end');
  const links = linksOf(edges, end?.id);
  const endings = new Set(links.map(({ to }) => to));
  const items = nodes.flatMap((node): Item[] => {
    if (node === end) return [];
    const ending = endKey(node.id);
    return [{ key: node.id, node }, ...(end && endings.has(ending) ? [{ key: ending, node: end }] : [])];
  });
  return { items: besideTheirSource(items, links), links };
}

function endKey(from: string): string {
  return `end of ${from}`;
}

function linksOf(edges: readonly GraphEdge[], end: string | undefined): readonly Link[] {
  const links = new Map<string, Link>();
  for (const edge of edges) {
    const to = edge.to === end ? endKey(edge.from) : edge.to;
    const key = `${edge.from} → ${to}${edge.back ? ' back' : ''}`;
    const before = links.get(key);
    const label = [before?.label ?? '', edge.label].filter((words) => words !== '').join(' · ');
    links.set(key, { key, from: edge.from, to, edge: before?.edge ?? edge, label });
  }
  return [...links.values()];
}

/** A step that is missing is drawn after the first step that names it. */
function besideTheirSource(items: readonly Item[], links: readonly Link[]): readonly Item[] {
  const missing = items.filter(({ node }) => node.kind === 'missing');
  if (missing.length === 0) return items;
  const source = new Map(missing.map(({ key }) => [key, links.find(({ to }) => to === key)?.from]));
  const rest = items.filter(({ node }) => !isMissing(node));
  return rest.flatMap((item) => [item, ...missing.filter(({ key }) => source.get(key) === item.key)]);
}

function isMissing({ kind }: GraphNode): boolean {
  return kind === 'missing';
}
