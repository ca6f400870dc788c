import { type Node, parseTree } from 'jsonc-parser';
import { partOf } from './json-schema.ts';

/** The ids of a flow's steps. */
export function stepsOf(value: unknown): readonly string[] {
  const steps = partOf(value, 'steps');
  return Array.isArray(steps) ? steps.map((step) => partOf(step, 'id')).filter((id) => typeof id === 'string') : [];
}

/** Where a step's text begins and ends; null where there is none of that id. */
export function rangeOfStep(
  text: string,
  id: string,
): { readonly index: number; readonly from: number; readonly to: number } | null {
  const list = parseTree(text)?.children?.find(({ children }) => children?.[0]?.value === 'steps')?.children?.[1];
  const index = list?.children?.findIndex((step) => idOf(step) === id) ?? -1;
  const node = list?.children?.[index];
  return node ? { index, from: node.offset, to: node.offset + node.length } : null;
}

/** The id of the step whose text holds a place; null outside of all steps. */
export function stepAt(text: string, offset: number): string | null {
  const list = parseTree(text)?.children?.find(({ children }) => children?.[0]?.value === 'steps')?.children?.[1];
  const node = list?.children?.find(({ offset: from, length }) => offset >= from && offset <= from + length);
  return node ? idOf(node) : null;
}

function idOf({ children }: Node): string | null {
  const value: unknown = children?.find(({ children: pair }) => pair?.[0]?.value === 'id')?.children?.[1]?.value;
  return typeof value === 'string' ? value : null;
}
