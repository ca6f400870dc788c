import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';

export type JsonPath = readonly (string | number)[];

/** Puts a value into a JSON text, or takes it away where it is undefined, and leaves every other letter as it is. Gives the text back unchanged where it cannot be read. */
export function setIn(text: string, path: JsonPath, value: unknown): string {
  const root = parseTree(text);
  const last = path.at(-1);
  if (!root || last === undefined) return text;
  const found = findNodeAtLocation(root, [...path]);
  if (value === undefined) return found ? withoutPart(text, found) : text;
  if (found) return replace(text, found.offset, found.length, render(value, indentAt(text, found.offset)));
  const holder = path.length === 1 ? root : findNodeAtLocation(root, path.slice(0, -1));
  if (holder) return withPart(text, holder, last, value);
  return setIn(text, path.slice(0, -1), typeof last === 'number' ? [value] : { [last]: value });
}

/** Puts a value into a list behind the part at an index. */
export function insertAfter(text: string, path: JsonPath, index: number, value: unknown): string {
  const root = parseTree(text);
  const list = root && findNodeAtLocation(root, [...path]);
  const part = list?.children?.[index];
  if (!list || !part) return setIn(text, [...path, index + 1], value);
  const between = gapBefore(text, part, list);
  const indent = between.includes('\n') ? between.slice(between.lastIndexOf('\n') + 1) : indentAt(text, part.offset);
  return replace(text, part.offset + part.length, 0, `,${between === '' ? ' ' : between}${render(value, indent)}`);
}

/** Swaps a part of a list with the one before it. */
export function moveUp(text: string, path: JsonPath, index: number): string {
  const root = parseTree(text);
  const list = root && findNodeAtLocation(root, [...path]);
  const [before, after] = [list?.children?.[index - 1], list?.children?.[index]];
  if (!before || !after) return text;
  const [a, b] = [textOf(text, before), textOf(text, after)];
  return replace(replace(text, after.offset, after.length, a), before.offset, before.length, b);
}

function textOf(text: string, { offset, length }: Node): string {
  return text.slice(offset, offset + length);
}

function replace(text: string, offset: number, length: number, by: string): string {
  return text.slice(0, offset) + by + text.slice(offset + length);
}

function withPart(text: string, holder: Node, key: string | number, value: unknown): string {
  if (holder.type !== 'object' && holder.type !== 'array') return text;
  const children = holder.children ?? [];
  const last = children.at(-1);
  const name = holder.type === 'object' ? `${JSON.stringify(String(key))}: ` : '';
  if (!last) {
    const [open, close] = holder.type === 'object' ? ['{', '}'] : ['[', ']'];
    const inner = name + render(value, indentAt(text, holder.offset));
    const pad = holder.type === 'object' ? ' ' : '';
    return replace(text, holder.offset, holder.length, `${open}${pad}${inner}${pad}${close}`);
  }
  const between = gapBefore(text, last, holder);
  const indent = between.includes('\n') ? between.slice(between.lastIndexOf('\n') + 1) : indentAt(text, last.offset);
  return replace(text, last.offset + last.length, 0, `,${between === '' ? ' ' : between}${name}${render(value, indent)}`);
}

/** The white space in front of the last part: the next one is set apart in the same way. */
function gapBefore(text: string, last: Node, holder: Node): string {
  const gap = /\s*$/.exec(text.slice(holder.offset + 1, last.offset))?.[0] ?? '';
  // One blank line between groups of steps is not repeated.
  return gap.replace(/^(\s*\n)+(?=.*$)/s, '\n');
}

function withoutPart(text: string, found: Node): string {
  const part = found.parent?.type === 'property' ? found.parent : found;
  const siblings = part.parent?.children ?? [];
  const index = siblings.indexOf(part);
  const [before, after] = [siblings[index - 1], siblings[index + 1]];
  if (before) return replace(text, before.offset + before.length, part.offset + part.length - before.offset - before.length, '');
  if (after) return replace(text, part.offset, after.offset - part.offset, '');
  const holder = part.parent;
  return holder ? replace(text, holder.offset, holder.length, holder.type === 'array' ? '[]' : '{}') : text;
}

function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^\s*/.exec(line)?.[0] ?? '';
}

const WIDEST = 100;

/** A value as JSON: on one line where it fits, else one part a line. */
export function render(value: unknown, indent = ''): string {
  const line = inLine(value);
  if (line.length + indent.length <= WIDEST || typeof value !== 'object' || value === null) return line;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((part) => deeper + render(part, deeper)).join(',\n')}\n${indent}]`;
  const parts = Object.entries(value).map(([key, part]) => `${deeper}${JSON.stringify(key)}: ${render(part, deeper)}`);
  return `{\n${parts.join(',\n')}\n${indent}}`;
}

function inLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const parts = Object.entries(value).filter(([, part]) => part !== undefined);
  return parts.length === 0 ? '{}' : `{ ${parts.map(([key, part]) => `${JSON.stringify(key)}: ${inLine(part)}`).join(', ')} }`;
}
