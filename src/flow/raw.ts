import type { Value } from '../engine/value.ts';

/** The way to a value inside a JSON document. */
export type Path = readonly (string | number)[];

export type RawObject = Readonly<Record<string, Value>>;

export function isObject(value: unknown): value is RawObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The value of an object's own key; undefined for anything else. */
export function field(value: unknown, key: string): Value | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The keys of an object; none for anything else. */
export function keysOf(value: unknown): readonly string[] {
  return isObject(value) ? Object.keys(value) : [];
}

/** The items of a list; none for anything else. */
export function itemsOf(value: unknown): readonly Value[] {
  return Array.isArray(value) ? value : [];
}

/** The texts of a list, each with its way from `path`. */
export function textsOf(value: unknown, path: Path): readonly { readonly text: string; readonly path: Path }[] {
  return itemsOf(value).flatMap((text, index) => (typeof text === 'string' ? [{ text, path: [...path, index] }] : []));
}

/** The value at a path; undefined when nothing stands there. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = value;
  for (const key of path) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}
