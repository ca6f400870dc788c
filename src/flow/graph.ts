import type { FlowDraft } from './draft.ts';
import { ANYWHERE, edgesOfFlow, END, START } from './graph-edges.ts';
import type { FlowGraph, GraphNode } from './graph-shape.ts';
import { type FlowOutline, outlineFlow } from './outline.ts';
import { field, keysOf } from './raw.ts';
import type { StepOutline } from './step-outline.ts';

/** A flow as nodes and edges, as far as its file can be read; null where that holds no JSON object. */
export function graph(draft: FlowDraft): FlowGraph | null {
  const flow = outlineFlow(draft);
  if (!flow) return null;
  const steps = flow.steps.map((step, index) => stepNode(flow, step, nodeId(flow, index)));
  const edges = edgesOfFlow(flow, steps);
  const used = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const name = field(draft.document.value, 'name');
  const others = [startNode(flow), ANY_QUESTION, THE_END].filter((node) => used.has(node.id));
  const named = new Set([...steps, ...others].map((node) => node.id));
  const missing = [...used].filter((id) => !named.has(id)).map(missingNode);
  return {
    id: flow.id,
    name: typeof name === 'string' ? name : flow.id,
    nodes: [...others.filter(({ kind }) => kind !== 'end'), ...steps, ...missing, ...others.filter(({ kind }) => kind === 'end')],
    edges,
  };
}

const ANY_QUESTION: GraphNode = { id: ANYWHERE, kind: 'anywhere', type: null, title: 'At any question', label: '', lines: null };
const THE_END: GraphNode = { id: END, kind: 'end', type: null, title: 'End', label: '', lines: null };

function startNode({ trigger, document }: FlowOutline): GraphNode {
  const words = (trigger?.keywords ?? []).map(({ text }) => text);
  const label = [...words, ...(trigger?.isDefault ? ['any other message'] : [])].join(', ');
  const title = trigger ? 'Start' : 'Called by another flow';
  return { id: START, kind: 'start', type: null, title, label, lines: trigger ? document.linesOf(['trigger']) : null };
}

function missingNode(id: string): GraphNode {
  return { id, kind: 'missing', type: null, title: 'There is no such step', label: id, lines: null };
}

/** A step that has no id, or whose id another one took first, is told apart by its place. */
function nodeId({ steps }: FlowOutline, index: number): string {
  const id = steps[index]?.id;
  const isTaken = id === undefined || id === END || steps.findIndex((step) => step.id === id) < index;
  return isTaken ? `${id ?? '?'}*${index + 1}` : id;
}

function stepNode(flow: FlowOutline, step: StepOutline, id: string): GraphNode {
  const type = field(step.raw, 'type');
  return {
    id,
    kind: 'step',
    type: typeof type === 'string' ? type : null,
    title: step.definition?.title ?? 'Unknown type of step',
    label: labelOf(step.raw),
    lines: flow.document.linesOf(['steps', step.index]),
  };
}

/** The keys that say best what a step does, the first one that is there. */
const TELLING = ['prompt', 'text', 'api', 'flow', 'for', 'outcome'];
const LONGEST = 60;

function labelOf(raw: unknown): string {
  const telling = TELLING.map((key) => field(raw, key)).find((value) => value !== undefined);
  if (typeof telling === 'string') return cut(telling);
  const [first] = keysOf(telling);
  const text = first === undefined ? keysOf(field(raw, 'attributes')).join(', ') : field(telling, first);
  return typeof text === 'string' ? cut(text) : '';
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const letters = Array.from(line);
  return letters.length <= LONGEST
    ? line
    : `${letters
        .slice(0, LONGEST - 1)
        .join('')
        .trimEnd()}…`;
}
