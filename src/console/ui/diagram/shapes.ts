import type { FlowGraphView } from '../../contract.ts';

export type GraphNode = FlowGraphView['nodes'][number];
export type GraphEdge = FlowGraphView['edges'][number];

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box of the diagram, in pixels; `x` and `y` are its upper left corner. */
export interface Box {
  /** The node's id; an end has one for each step that leads to it. */
  readonly key: string;
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A way between two boxes. */
export interface Way {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly edge: GraphEdge;
  /** Every reason to go this way, joined. */
  readonly label: string;
  /** What an SVG path is told. */
  readonly path: string;
  readonly labelAt: Point;
  /** How far to the side it goes. */
  readonly reach: number;
  /** It bows round the side: it leads back, or far. */
  readonly aside: boolean;
}

export interface DiagramLayout {
  readonly boxes: readonly Box[];
  readonly ways: readonly Way[];
  readonly width: number;
  readonly height: number;
}

/** A node and its ways before they have a place. */
export interface Item {
  readonly key: string;
  readonly node: GraphNode;
}

export interface Link {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly edge: GraphEdge;
  readonly label: string;
}

const STEP_SIZE = { width: 208, height: 46 };
const SMALL_HEIGHT = 30;
const LETTER = 6.4;

/** How large the box of a node is. */
export function sizeOf({ kind, label, title }: GraphNode): { readonly width: number; readonly height: number } {
  if (kind === 'step') return STEP_SIZE;
  if (kind === 'end') return { width: 56, height: 26 };
  const words = label === '' ? title : `${title}: ${label}`;
  return { width: Math.min(STEP_SIZE.width, Math.round(words.length * LETTER) + 28), height: SMALL_HEIGHT };
}

const LONGEST_LABEL = 22;

/** A label as it is drawn: cut where it is long. */
export function shortLabel(label: string): string {
  return label.length <= LONGEST_LABEL ? label : `${label.slice(0, LONGEST_LABEL - 1).trimEnd()}…`;
}

/** About how wide a label is drawn. */
export function labelWidth(label: string): number {
  return label === '' ? 0 : Math.round(shortLabel(label).length * LETTER) + 10;
}
