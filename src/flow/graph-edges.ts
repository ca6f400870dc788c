import type { Exit } from '../engine/step.ts';
import type { Value } from '../engine/value.ts';
import { indexById } from './checks/step-graph.ts';
import { conditionWords } from './condition-words.ts';
import type { EdgeKind, GraphEdge, GraphNode } from './graph-shape.ts';
import type { FlowOutline } from './outline.ts';
import { field, valueAt } from './raw.ts';
import type { StepOutline } from './step-outline.ts';

/** The ids of nodes that are no steps; no step's id has such a letter, or is "end". */
export const START = '*start';
export const ANYWHERE = '*anywhere';
export const END = 'end';

/** Every way of a flow that its file spells out, and the one that begins it. `nodes` are its steps in their order. */
export function edgesOfFlow(flow: FlowOutline, nodes: readonly GraphNode[]): readonly GraphEdge[] {
  const places = placesOf(flow, nodes);
  return [
    { from: START, to: places.at(0), kind: 'start', label: '', back: false },
    ...flow.steps.flatMap((step) => step.exits.map((exit) => exitEdge(step, exit, places))),
    ...commandEdges(flow, places),
    ...silenceEdges(flow, places),
  ];
}

interface Places {
  /** The node of the step at an index; behind the last step, the end. */
  at(index: number): string;
  /** The node of a target. */
  named(target: string): string;
  indexOf(target: string): number | undefined;
}

function placesOf(flow: FlowOutline, nodes: readonly GraphNode[]): Places {
  const byId = indexById(flow);
  const indexOf = (target: string) => (target === END ? undefined : byId.get(target));
  const at = (index: number) => nodes[index]?.id ?? END;
  const named = (target: string) => {
    const index = indexOf(target);
    return index === undefined ? target : at(index);
  };
  return { at, named, indexOf };
}

/** What a way out is by the key that it is written under. */
const KINDS: Readonly<Record<string, EdgeKind>> = {
  next: 'next',
  cases: 'case',
  else: 'case',
  outcomes: 'outcome',
  on_error: 'on_error',
  no_reply: 'no_reply',
  on_give_up: 'give_up',
};

function exitEdge(step: StepOutline, exit: Exit, places: Places): GraphEdge {
  const kind = KINDS[String(exit.path[0])] ?? 'outcome';
  const { to } = exit;
  const index = to === undefined ? step.index + 1 : places.indexOf(to);
  return {
    from: places.at(step.index),
    to: to === undefined ? places.at(step.index + 1) : places.named(to),
    kind,
    label: labelOf(step.raw, exit, kind),
    back: index !== undefined && index <= step.index,
  };
}

function labelOf(raw: Value, exit: Exit, kind: EdgeKind): string {
  if (kind === 'next') return '';
  if (kind === 'on_error') return 'on error';
  if (kind === 'give_up') return 'gives up';
  if (kind === 'no_reply') return silenceWords(field(raw, 'no_reply'));
  // A target such as cases.0.next belongs to the object that holds its condition.
  const words = conditionWords(field(valueAt(raw, exit.path.slice(0, -1)), 'if'));
  return words === '' ? exit.name : words;
}

function silenceWords(raw: Value | undefined): string {
  const after = field(raw, 'after');
  return typeof after === 'string' ? `no answer for ${after}` : 'no answer';
}

/** A command works at the questions it names, or at any. */
function commandEdges({ commands }: FlowOutline, places: Places): readonly GraphEdge[] {
  return commands.flatMap(({ keywords, at, next }) => {
    if (!next) return [];
    const to = places.named(next.text);
    const rest = { to, kind: 'command' as const, label: keywords.map(({ text }) => text).join(', ') };
    if (at.length === 0) return [{ from: ANYWHERE, ...rest, back: false }];
    const toIndex = places.indexOf(next.text) ?? Number.POSITIVE_INFINITY;
    return at.flatMap(({ text }) => {
      const from = places.indexOf(text);
      return from === undefined ? [] : [{ from: places.at(from), ...rest, back: toIndex <= from }];
    });
  });
}

function silenceEdges({ noReplyNext, document }: FlowOutline, places: Places): readonly GraphEdge[] {
  if (!noReplyNext) return [];
  const label = silenceWords(field(document.value, 'no_reply'));
  return [{ from: ANYWHERE, to: places.named(noReplyNext.text), kind: 'no_reply', label, back: false }];
}
