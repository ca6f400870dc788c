import type { FlowGraph, GraphEdge, GraphNode } from '../flow/graph-shape.ts';

/** The brackets of a node, which make its shape. What is not listed is a plain box. */
const KIND_SHAPES: Readonly<Record<string, readonly [string, string]>> = {
  start: ['([', '])'],
  end: ['([', '])'],
  anywhere: ['([', '])'],
  missing: ['>', ']'],
};
const STEP_SHAPES: Readonly<Record<string, readonly [string, string]>> = {
  capture: ['[/', '/]'],
  api: ['[[', ']]'],
  verify: ['[[', ']]'],
  flow: ['[[', ']]'],
  branch: ['{', '}'],
  delay: ['{{', '}}'],
  handoff: ['[\\', '/]'],
  end: ['([', '])'],
};
const BOX = ['[', ']'] as const;

/** A graph as a Mermaid flowchart, from top to bottom. Ways that lead back are dotted. Ends with a line break. */
export function writeMermaid(graph: FlowGraph): string {
  const names = nodeNames(graph.nodes);
  const nodes = graph.nodes.map((node) => `  ${names.get(node.id) ?? ''}${shape(node)}`);
  const edges = joined(graph.edges).map((edge) => `  ${names.get(edge.from) ?? ''} ${arrow(edge)} ${names.get(edge.to) ?? ''}`);
  return `${['flowchart TD', ...nodes, ...edges].join('\n')}\n`;
}

/** Ways between the same two nodes for different reasons as one arrow. */
function joined(edges: readonly GraphEdge[]): readonly GraphEdge[] {
  const arrows = new Map<string, GraphEdge>();
  for (const edge of edges) {
    const key = JSON.stringify([edge.from, edge.to, edge.label === '']);
    const other = arrows.get(key);
    arrows.set(key, other ? { ...edge, label: [other.label, edge.label].filter((label) => label !== '').join(', ') } : edge);
  }
  return [...arrows.values()];
}

/** Names that mean nothing to Mermaid, where words such as "end" and "style" do, each of them once. */
function nodeNames(nodes: readonly GraphNode[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id, kind } of nodes) {
    const plain = kind === 'step' || kind === 'missing' ? `s_${id.replaceAll(/[^A-Za-z0-9_]/g, '_')}` : `n_${kind}`;
    let name = plain;
    for (let count = 2; taken.has(name); count++) name = `${plain}_${count}`;
    taken.add(name);
    names.set(id, name);
  }
  return names;
}

function shape(node: GraphNode): string {
  const [open, close] = KIND_SHAPES[node.kind] ?? STEP_SHAPES[node.type ?? ''] ?? BOX;
  const head = node.kind === 'step' ? node.id : node.title;
  const lines = node.label === '' || node.label === head ? [head] : [head, node.label];
  return `${open}"${lines.map(escape).join('<br/>')}"${close}`;
}

function arrow({ label, back }: GraphEdge): string {
  const line = back ? '-.->' : '-->';
  return label === '' ? line : `${line}|"${escape(label)}"|`;
}

/** Everything but letters, digits and harmless marks as an entity, so that no text ends its quotes or is read as markup. */
function escape(text: string): string {
  return text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Zs} .,:!?'()[\]{}+=%/_•…≥≤-]/gu, (letter) => `#${letter.codePointAt(0)};`);
}
