import { EdgeLabelRenderer, type EdgeProps, Handle, type NodeProps, Position } from '@xyflow/react';
import { type GraphEdge, type GraphNode, type Point, shortLabel } from './shapes.ts';

export interface BoxData extends Record<string, unknown> {
  readonly node: GraphNode;
  /** The key of its box. */
  readonly name: string;
  readonly isLit: boolean;
  readonly isHere: boolean;
  readonly isChosen: boolean;
  /** It is the one that the Tab key stops at. */
  readonly isStop: boolean;
  readonly mark: 'error' | 'warning' | null;
  readonly onChoose: ((id: string) => void) | undefined;
}

export interface WayData extends Record<string, unknown> {
  readonly path: string;
  readonly label: string;
  readonly labelAt: Point;
  readonly kind: GraphEdge['kind'];
  readonly isBack: boolean;
  readonly isLit: boolean;
  readonly isChosen: boolean;
}

const flags = (names: Readonly<Record<string, boolean>>) =>
  Object.entries(names)
    .filter(([, is]) => is)
    .map(([name]) => name)
    .join(' ');

/** A node: what it is called, what it does, and the beginning of what it says. */
export function BoxNode({ data }: NodeProps & { readonly data: BoxData }) {
  const { node, name, isLit, isHere, isChosen, isStop, mark, onChoose } = data;
  const state = flags({ lit: isLit, here: isHere, chosen: isChosen, [mark ?? 'sound']: true });
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <button
        type="button"
        className={`box ${node.kind} ${state} nopan`}
        data-box={name}
        tabIndex={isStop ? 0 : -1}
        aria-pressed={onChoose ? isChosen : undefined}
        title={node.label || node.title}
        onClick={() => onChoose?.(node.id)}
      >
        <BoxWords node={node} />
        {isHere && <span className="hidden-text">The chat is here.</span>}
        {mark && <span className="box-mark">{mark === 'error' ? 'Error' : 'Warning'}</span>}
      </button>
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </>
  );
}

function BoxWords({ node: { id, kind, title, label } }: { readonly node: GraphNode }) {
  if (kind !== 'step') return <span className="box-label">{label === '' ? title : `${title}: ${label}`}</span>;
  return (
    <>
      <span className="box-head">
        <strong>{id}</strong>
        <span className="box-title">{title}</span>
      </span>
      <span className="box-label">{label || '\u00a0'}</span>
    </>
  );
}

/** A way between two nodes. One that leads back is dashed. */
export function WayEdge({ data }: EdgeProps & { readonly data?: WayData }) {
  if (!data) return null;
  const { path, label, labelAt, kind, isBack, isLit, isChosen } = data;
  const state = flags({ back: isBack, lit: isLit, chosen: isChosen });
  return (
    <>
      <path className={`way ${kind} ${state}`} d={path} markerEnd={`url(#${isLit ? 'way-head-lit' : 'way-head'})`} />
      {label !== '' && (
        <EdgeLabelRenderer>
          <span
            className={`way-label ${kind} ${state}`}
            title={label}
            style={{ transform: `translate(-50%, -50%) translate(${labelAt.x}px, ${labelAt.y}px)` }}
          >
            {shortLabel(label)}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

/** The heads of the arrows. */
export function WayHeads() {
  return (
    <svg className="way-heads" aria-hidden="true">
      <defs>
        <WayHead id="way-head" />
        <WayHead id="way-head-lit" />
      </defs>
    </svg>
  );
}

function WayHead({ id }: { readonly id: string }) {
  return (
    <marker id={id} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
      <path d="M0,0 L8,4 L0,8 z" />
    </marker>
  );
}
