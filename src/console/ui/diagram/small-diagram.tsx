import './diagram.css';
import { useMemo } from 'react';
import type { FlowGraphView } from '../../contract.ts';
import { layOut } from './layout.ts';

/** A flow that is longer than so many times its width is shown from its beginning. */
const LONGEST = 2.2;

/** A flow as a picture, too small to read: how long it is and where it branches. */
export function SmallDiagram({ graph }: { readonly graph: FlowGraphView }) {
  const { boxes, ways, width, height } = useMemo(() => layOut(graph), [graph]);
  const steps = graph.nodes.filter(({ kind }) => kind === 'step').length;
  if (steps === 0) return null;
  return (
    <svg
      className="small-diagram"
      viewBox={`0 0 ${width} ${Math.min(height, width * LONGEST)}`}
      role="img"
      aria-label={`Diagram: ${steps} steps`}
    >
      {ways.map(({ key, path, edge }) => (
        <path key={key} className={edge.back ? 'way back' : 'way'} d={path} />
      ))}
      {boxes.map(({ key, node, x, y, width: w, height: h }) => (
        <rect key={key} className={`box ${node.kind}`} x={x} y={y} width={w} height={h} rx={h / 4} />
      ))}
    </svg>
  );
}
