import type { FlowDetail, ProblemView } from '../../../contract.ts';
import type { Mark } from '../../diagram/diagram.tsx';
import type { Jump } from '../../editor/json-editor.tsx';
import { rangeOfStep } from '../../schema/steps-in-text.ts';

/** Where a line begins, in letters from the start. */
export function offsetOfLine(text: string, line: number): number {
  const before = text.split('\n').slice(0, line - 1);
  return before.reduce((sum, one) => sum + one.length + 1, 0);
}

/** The way to a node's lines; null where it has none. */
export function jumpToNode(text: string, graph: FlowDetail['graph'], node: string | null): Jump | null {
  if (node === null) return null;
  const lines = graph?.nodes.find(({ id }) => id === node)?.lines;
  const offset = rangeOfStep(text, node)?.from ?? (lines ? offsetOfLine(text, lines.first) : null);
  return offset === null ? null : { offset, length: 0, focus: false };
}

/** The worst that the checker has against each node, by the lines that it stands on. */
export function marksOf(graph: FlowDetail['graph'], problems: readonly ProblemView[]): ReadonlyMap<string, Mark> {
  const steps = graph?.nodes.filter(({ kind, lines }) => kind === 'step' && lines) ?? [];
  const marks = new Map<string, Mark>();
  for (const { line, severity } of problems) {
    const step = steps.find(({ lines }) => lines && line >= lines.first && line <= lines.last);
    if (step && marks.get(step.id) !== 'error') marks.set(step.id, severity);
  }
  return marks;
}
