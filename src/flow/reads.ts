import { compileTemplate } from '../engine/template.ts';
import { isObject, itemsOf, keysOf, type Path, valueAt } from './raw.ts';
import { type Found, templatesIn } from './templates-in.ts';

/** One name that a template or a condition reads: where it stands in the document, and the name's segments. */
export interface Read {
  readonly path: Path;
  readonly name: readonly string[];
}

/** What the compiled value at `path` of a document reads, each at its exact place. */
export function readsIn(compiled: unknown, document: unknown, path: Path): Read[] {
  return distinct(templatesIn(compiled, path).flatMap((found) => placed(found, document)));
}

function placed(found: Found, document: unknown): Read[] {
  const raw = valueAt(document, found.path);
  if (found.source === undefined) return rawReads(raw, found.path);
  const language = isObject(raw) ? keysOf(raw).find((key) => raw[key] === found.source) : undefined;
  const path = language === undefined ? found.path : [...found.path, language];
  return found.reads.map((name) => ({ path, name }));
}

/** What a value seems to read that did not compile: every template in it that reads by itself. */
export function readsOfRaw(raw: unknown, path: Path): Read[] {
  return distinct(rawReads(raw, path));
}

/** Patterns look like templates at times and are none. */
const NO_TEMPLATE = new Set(['matches', 'pattern']);

function rawReads(raw: unknown, path: Path): Read[] {
  if (typeof raw === 'string') return readsOfSource(raw).map((name) => ({ path, name }));
  if (Array.isArray(raw)) return itemsOf(raw).flatMap((item, index) => rawReads(item, [...path, index]));
  if (!isObject(raw)) return [];
  return Object.entries(raw).flatMap(([key, item]) => {
    if (NO_TEMPLATE.has(key)) return [];
    if (key === 'attribute' && typeof item === 'string') return [{ path: [...path, key], name: item.split('.') }];
    return rawReads(item, [...path, key]);
  });
}

function readsOfSource(source: string): readonly (readonly string[])[] {
  try {
    return compileTemplate(source).reads;
  } catch {
    return [];
  }
}

function distinct(reads: readonly Read[]): Read[] {
  return [...new Map(reads.map((read) => [JSON.stringify([read.path, read.name]), read])).values()];
}
