import '@xyflow/react/dist/base.css';
import './diagram.css';
import { Controls, type Edge, type Node, ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import type { FlowGraphView } from '../../contract.ts';
import { type BoxData, BoxNode, type WayData, WayEdge, WayHeads } from './drawn.tsx';
import { layOut } from './layout.ts';
import { neighbour } from './neighbour.ts';
import type { DiagramLayout } from './shapes.ts';

export type Mark = 'error' | 'warning';

interface DiagramProps {
  readonly graph: FlowGraphView;
  /** The ids of nodes that a chat has passed, the last one is where it is. */
  readonly lit?: readonly string[] | undefined;
  /** The id of the node that is worked on. */
  readonly chosen?: string | null | undefined;
  readonly onChoose?: ((id: string) => void) | undefined;
  /** What the checker has against nodes, by their ids. */
  readonly marks?: ReadonlyMap<string, Mark> | undefined;
}

const NODE_TYPES = { box: BoxNode };
const EDGE_TYPES = { way: WayEdge };
const SMALLEST_LEGIBLE = 0.75;
/** A wide flow is shown in all its width at first, down to here: below, its shape says nothing any more. */
const SMALLEST_AT_FIRST = 0.4;
/** What the zoom buttons take on the left, in pixels: at first nothing lies below them. */
const BUTTONS = 48;

/** A flow, laid out by itself. Each node is a button; the arrow keys go from one to the next. */
export function Diagram(props: DiagramProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas({ graph, lit, chosen, onChoose, marks }: DiagramProps) {
  const layout = useMemo(() => layOut(graph), [graph]);
  const nodes = useMemo(() => nodesOf(layout, { lit, chosen, marks, onChoose }), [layout, lit, chosen, marks, onChoose]);
  const edges = useMemo(() => edgesOf(layout, lit, chosen), [layout, lit, chosen]);
  const frame = useRef<HTMLDivElement>(null);
  const here = lit?.at(-1) ?? chosen ?? null;
  const follow = useFollowing(layout, frame, here);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const button = (event.target as HTMLElement).closest<HTMLElement>('[data-box]');
    const next = button ? neighbour(layout.boxes, button.dataset['box'] ?? '', event.key) : null;
    if (!next) return;
    event.preventDefault();
    follow(next.key);
    frame.current?.querySelector<HTMLElement>(`[data-box="${CSS.escape(next.key)}"]`)?.focus({ preventScroll: true });
  };

  return (
    <div className="diagram" ref={frame} role="group" aria-label={`Diagram of ${graph.name}`} onKeyDown={onKeyDown}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnDoubleClick={false}
        disableKeyboardA11y
        minZoom={0.05}
        maxZoom={1.5}
      >
        <WayHeads />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

/** Shows all of the flow where that stays legible, else its beginning in all its width, and goes to what is worked on. */
function useFollowing(layout: DiagramLayout, frame: { readonly current: HTMLElement | null }, here: string | null) {
  const { setViewport, setCenter, getViewport } = useReactFlow();
  const seen = useRef('');
  const follow = (key: string) => {
    const box = layout.boxes.find((one) => one.key === key);
    const size = frame.current?.getBoundingClientRect();
    if (!box || !size) return;
    const { x, y, zoom } = getViewport();
    const left = box.x * zoom + x;
    const top = box.y * zoom + y;
    const isSeen = left >= 0 && top >= 0 && left + box.width * zoom <= size.width && top + box.height * zoom <= size.height;
    if (!isSeen) void setCenter(box.x + box.width / 2, box.y + box.height / 2, { zoom: Math.max(zoom, SMALLEST_LEGIBLE) });
  };
  const shape = layout.boxes.map(({ key }) => key).join();
  useEffect(() => {
    const size = frame.current?.getBoundingClientRect();
    // What is typed changes the diagram all the time; only another set of steps moves the view.
    if (!size || size.width === 0 || seen.current !== '') return;
    seen.current = shape;
    const free = size.width - BUTTONS;
    const across = Math.max(free / layout.width, SMALLEST_AT_FIRST);
    const zoom = Math.min(across, Math.max(size.height / layout.height, SMALLEST_LEGIBLE), 1);
    const width = layout.width * zoom;
    // What is too wide begins where the flow does.
    const x = Math.min(0, Math.max(free - width, free / 2 - middleOf(layout) * zoom));
    void setViewport({
      x: BUTTONS + (width <= free ? (free - width) / 2 : x),
      y: Math.max(0, (size.height - layout.height * zoom) / 2),
      zoom,
    });
  }, [shape, layout, frame, setViewport]);
  const latest = useRef(follow);
  useEffect(() => {
    latest.current = follow;
  });
  useEffect(() => {
    if (here !== null) latest.current(here);
  }, [here]);
  return follow;
}

/** Where the first step stands. */
function middleOf({ boxes, width }: DiagramLayout): number {
  const first = boxes.find(({ node }) => node.kind === 'step');
  return first ? first.x + first.width / 2 : width / 2;
}

interface Look {
  readonly lit: readonly string[] | undefined;
  readonly chosen: string | null | undefined;
  readonly marks: ReadonlyMap<string, Mark> | undefined;
  readonly onChoose: ((id: string) => void) | undefined;
}

function nodesOf({ boxes }: DiagramLayout, { lit, chosen, marks, onChoose }: Look): Node<BoxData>[] {
  const passed = new Set(lit);
  const stop = boxes.find(({ node }) => node.id === chosen)?.key ?? boxes[0]?.key;
  return boxes.map(({ key, node, x, y, width, height }) => ({
    id: key,
    type: 'box',
    position: { x, y },
    width,
    height,
    data: {
      node,
      name: key,
      isLit: passed.has(node.id),
      isHere: lit?.at(-1) === node.id,
      isChosen: chosen === node.id && node.kind !== 'end',
      isStop: key === stop,
      mark: marks?.get(node.id) ?? null,
      onChoose: node.kind === 'end' ? undefined : onChoose,
    },
  }));
}

function edgesOf(
  { ways }: DiagramLayout,
  lit: readonly string[] | undefined,
  chosen: string | null | undefined,
): Edge<WayData>[] {
  const passed = new Set(lit?.map((id, index) => `${id}\n${lit[index + 1] ?? ''}`));
  return ways.map(({ key, from, to, edge, label, path, labelAt }) => ({
    id: key,
    source: from,
    target: to,
    type: 'way',
    data: {
      path,
      label,
      labelAt,
      kind: edge.kind,
      isBack: edge.back,
      isLit: passed.has(`${edge.from}\n${edge.to}`),
      isChosen: chosen === edge.from || chosen === edge.to,
    },
  }));
}
