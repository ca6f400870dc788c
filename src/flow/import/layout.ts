import type { Value } from '../../engine/value.ts';
import { isObject } from '../raw.ts';

/** A line longer than this is broken up. */
const WIDEST = 110;

/** JSON as people write it: what fits into a line stands in one. Ends with a line break. */
export function layJson(value: Value): string {
  return `${lay(value, 0, 0)}\n`;
}

/** `indent` is how far the value's lines stand in, `taken` what stands before it on its first line. */
function lay(value: Value, indent: number, taken: number): string {
  const line = oneLine(value);
  const isFlat = !isObject(value) && !Array.isArray(value);
  if (isFlat || (indent > 0 && taken + line.length <= WIDEST)) return line;
  const inner = ' '.repeat(indent + 2);
  const entries: readonly (readonly [string, Value])[] = isObject(value)
    ? Object.entries(value).map(([key, one]) => [`${JSON.stringify(key)}: `, one])
    : (value as readonly Value[]).map((one) => ['', one]);
  if (entries.length === 0) return line;
  const lines = entries.map(([key, one]) => `${inner}${key}${lay(one, indent + 2, indent + 2 + key.length + 1)}`);
  const [open, close] = isObject(value) ? '{}' : '[]';
  return `${open}\n${lines.join(',\n')}\n${' '.repeat(indent)}${close}`;
}

function oneLine(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${oneLine(one)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
