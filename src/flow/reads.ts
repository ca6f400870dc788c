import { compileTemplate } from '../engine/template.ts';
import { isObject, itemsOf, keysOf, type Path, valueAt } from './raw.ts';
import type { Found } from './templates-in.ts';

/** One name that a template or a condition reads: where it stands in the document, and the name's segments. */
export interface Read {
  readonly path: Path;
  readonly name: readonly string[];
}

/** What templates and conditions of a document read, each at its exact place. */
export function readsOf(templates: readonly Found[], document: unknown): Read[] {
  return distinct(templates.flatMap((found) => placed(found, document)));
}

function placed(found: Found, document: unknown): Read[] {
  if (found.source === undefined) return rawReads(valueAt(document, found.path), found.path);
  const { path } = placeOf(found, document);
  return found.reads.map((name) => ({ path, name }));
}

/** Where a template stands in the document, and its language where the text has several. */
export function placeOf({ path, source }: Found, document: unknown): { readonly path: Path; readonly language: string | null } {
  const raw = valueAt(document, path);
  const language = source !== undefined && isObject(raw) ? keysOf(raw).find((key) => raw[key] === source) : undefined;
  return language === undefined ? { path, language: null } : { path: [...path, language], language };
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
