import type { Value } from '../engine/value.ts';

const JSON_TYPE = /^[\w.+-]+\/(?:[\w.+-]+\+)?json\b/i;
const MAX_DEPTH = 64;

/** Parses a body that is said to be JSON or looks like it; undefined when it is not, or is nested deeper than 64 levels. */
export function parseJson(text: string, contentType: string): Value | undefined {
  if (!JSON_TYPE.test(contentType.trim()) && !/^\s*[{[]/.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as Value;
    return tidy(value, 1) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Drops `__proto__` keys, in place: assigned to an object, they would change what it inherits. False when the value is nested too deep. */
function tidy(value: Value, depth: number): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (depth > MAX_DEPTH) return false;
  if (isList(value)) return value.every((item) => tidy(item, depth + 1));
  if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__');
  return Object.values(value).every((item) => tidy(item, depth + 1));
}

/** `Array.isArray` that knows readonly arrays. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
