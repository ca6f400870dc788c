import type { Lines } from './json.ts';

/** What a node stands for: `anywhere` is every question of the flow, `missing` a step that a target names in vain. */
type NodeKind = 'start' | 'step' | 'anywhere' | 'missing' | 'end';

export interface GraphNode {
  /** The id of the step, or a name that no step can have. */
  readonly id: string;
  readonly kind: NodeKind;
  /** The type of the step; null for what is no step. */
  readonly type: string | null;
  /** What such a node does, in a few words. */
  readonly title: string;
  /** The beginning of what it says, calls or sets, at most 60 characters; may be empty. */
  readonly label: string;
  /** Where it stands in the file. */
  readonly lines: Lines | null;
}

/** Why a conversation takes a way. */
export type EdgeKind = 'start' | 'next' | 'case' | 'outcome' | 'on_error' | 'no_reply' | 'give_up' | 'command';

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** What must hold for this way, in words; empty for the way that is simply next. */
  readonly label: string;
  /** It leads to its own step or to one written before it. */
  readonly back: boolean;
}

/** A flow to be drawn. Plain data, of use as JSON. */
export interface FlowGraph {
  readonly id: string;
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}
