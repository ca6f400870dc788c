import { type Family, runBy } from '../family.ts';
import type { FlowOutline } from '../outline.ts';
import type { Finding } from '../problem.ts';
import { type Edge, edgesByStep, edgesOf } from './step-graph.ts';

/** A loop must pass a step that waits for a person or for time, or it would spin until the step limit ends the conversation. */
export function checkLoops(
  flow: FlowOutline,
  waitsInside: Family['waitsInside'] = (step) => runBy(step) !== undefined,
): Finding[] {
  const spins = new Set(
    flow.steps
      .filter((step) => step.ask((one, config) => one.waits(config)) === false && !waitsInside(step))
      .map((step) => step.index),
  );
  let edges = edgesOf(flow).filter((edge) => spins.has(edge.from) && edge.to !== null && spins.has(edge.to));
  const findings: Finding[] = [];
  for (let loop = findLoop(edges); loop; loop = findLoop(edges)) {
    const [closing] = loop;
    findings.push(loopFinding(flow, loop));
    edges = edges.filter((edge) => edge !== closing);
  }
  return findings;
}

function loopFinding(flow: FlowOutline, loop: readonly Edge[]): Finding {
  const [closing, ...others] = loop;
  const names = [...others, closing].map((edge) => flow.steps[edge?.from ?? 0]?.id ?? '?');
  return {
    code: 'loop-without-wait',
    path: closing?.path ?? [],
    message: `The steps ${[...names, names[0]].join(' → ')} go round without ever waiting for a person or for time.`,
    fix: 'Lead one of them elsewhere, or put a capture or a delay into the loop.',
  };
}

/** A shortest loop, beginning with the edge that leads back in the file; undefined when there is none. */
function findLoop(edges: readonly Edge[]): readonly Edge[] | undefined {
  const leaving = edgesByStep(edges);
  const loops = edges.flatMap((edge) => {
    if (edge.to === null || edge.to > edge.from) return [];
    const way = shortestWay(edge.to, edge.from, leaving);
    return way ? [[edge, ...way]] : [];
  });
  return loops.sort((a, b) => a.length - b.length)[0];
}

function shortestWay(from: number, to: number, leaving: ReadonlyMap<number, readonly Edge[]>): readonly Edge[] | null {
  const ways = new Map<number, readonly Edge[]>([[from, []]]);
  for (const [at, way] of ways) {
    if (at === to) return way;
    for (const edge of leaving.get(at) ?? []) {
      if (edge.to !== null && !ways.has(edge.to)) ways.set(edge.to, [...way, edge]);
    }
  }
  return null;
}
