import { Context, Drop, Liquid, type Template as LiquidNode, toValueSync, Value as LiquidValue } from 'liquidjs';
import { normalizePhone } from '../lib/phone.ts';
import type { Scope } from './scope.ts';
import type { Value } from './value.ts';

/** A Liquid template, compiled once. */
export interface Template {
  readonly source: string;
  /** Every name it reads, as path segments: `response.body.id` is `['response', 'body', 'id']`. */
  readonly reads: readonly (readonly string[])[];
  /** Renders to text. A missing name gives an empty text. */
  readonly text: (scope: Scope) => string;
  /** The value itself when the template is one single `{{ … }}` (undefined when missing), otherwise the text. */
  readonly value: (scope: Scope) => Value | undefined;
}

const LIMITS = { parseLimit: 100_000, renderLimit: 200, memoryLimit: 1_000_000 };
const SETTINGS = { strictFilters: true, lenientIf: true, ownPropertyOnly: true, templates: {}, ...LIMITS };

const plain = withOwnFilters(new Liquid(SETTINGS));
const inUrl = withOwnFilters(new Liquid({ ...SETTINGS, outputEscape: (value) => encodeURIComponent(asText(value)) }));

function withOwnFilters(liquid: Liquid): Liquid {
  // They read names from inside a text, where no check of a flow sees them.
  for (const name of Object.keys(liquid.filters)) if (name.endsWith('_exp')) Reflect.deleteProperty(liquid.filters, name);
  liquid.registerFilter('ending', (value: unknown) => asText(value).replaceAll(/\D/g, '').slice(-3));
  liquid.registerFilter('e164', (value: unknown, country?: string) => normalizePhone(asText(value), country) ?? '');
  return liquid;
}

const SIMPLE_PATH = /^[ \t\r\n]*([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)[ \t\r\n]*$/;
const OUTPUT = /\{\{-?([^{}]*?)-?\}\}/g;
/** Text in which an output opens that did not close as one of the above: how far it reaches is for Liquid to say. */
const OPENING = /\{\{|\{$/;
/** What Liquid gives a meaning of its own, so that the short way below must not read it as a name. */
const LIQUID_WORDS = new Set('nil null true false empty blank and or not contains size length first last'.split(' '));

/**
 * Compiles Liquid source. With `escape: 'url'` every value put in is percent-encoded.
 * @throws Error whose message says what is wrong with the source.
 */
export function compileTemplate(source: string, options: { readonly escape?: 'url' } = {}): Template {
  if (!source.includes('{{') && !source.includes('{%')) return literal(source);
  const escape = options.escape === 'url' ? encodeURIComponent : undefined;
  return compileShort(source, escape) ?? compileLiquid(source, escape ? inUrl : plain);
}

function literal(source: string): Template {
  return { source, reads: [], text: () => source, value: () => source };
}

/** Most templates are text with plain names in it: those need no interpreter. Null when this one does. */
function compileShort(source: string, escape: ((text: string) => string) | undefined): Template | null {
  if (source.includes('{%') || source.includes('{{-') || source.includes('-}}')) return null;
  const parts: (string | readonly string[])[] = [];
  let end = 0;
  for (const match of source.matchAll(OUTPUT)) {
    const path = readSimplePath(match[1] ?? '');
    const before = source.slice(end, match.index);
    if (!path || OPENING.test(before)) return null;
    if (before) parts.push(before);
    parts.push(path);
    end = match.index + match[0].length;
  }
  const rest = source.slice(end);
  if (OPENING.test(rest)) return null;
  if (rest) parts.push(rest);
  const reads = parts.filter((part) => typeof part !== 'string');
  const show = escape ? (value: Value | undefined) => escape(asText(value)) : asText;
  const text = (scope: Scope): string => {
    let out = '';
    for (const part of parts) out += typeof part === 'string' ? part : show(lookUp(scope, part));
    return out;
  };
  const only = parts.length === 1 ? reads[0] : undefined;
  return { source, reads, text, value: only && !escape ? (scope) => lookUp(scope, only) : text };
}

function readSimplePath(expression: string): readonly string[] | null {
  const path = SIMPLE_PATH.exec(expression)?.[1]?.split('.');
  return !path || path.some((segment) => LIQUID_WORDS.has(segment)) ? null : path;
}

/** Reads a path from a scope: attributes by their name, the other names beside them. Own properties only. */
export function lookUp(scope: Scope, path: readonly string[]): Value | undefined {
  const [head = '', ...rest] = path;
  let value: unknown = Object.hasOwn(scope.attributes, head) ? scope.attributes[head] : named(scope, head);
  for (const key of rest) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value as Value | undefined;
}

function named(scope: Scope, head: string): unknown {
  return head !== 'attributes' && Object.hasOwn(scope, head) ? scope[head as keyof Scope] : undefined;
}

/** How Liquid shows a value: null as nothing, a list joined. */
function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  // oxlint-disable-next-line typescript/no-base-to-string -- Liquid too shows an object as [object Object].
  return Array.isArray(value) ? value.map(asText).join('') : String(value);
}

const SINGLE_OUTPUT = /^\{\{-?((?:(?!\}\}).)*?)-?\}\}$/s;

function compileLiquid(source: string, liquid: Liquid): Template {
  const nodes: LiquidNode[] = liquid.parse(source);
  const reads = liquid.globalVariableSegmentsSync(nodes).map((segments) => segments.map(String));
  const text = (scope: Scope) => String(liquid.renderSync(nodes, liquidScope(scope)));
  const single = liquid === plain ? SINGLE_OUTPUT.exec(source)?.[1] : undefined;
  if (single === undefined) return { source, reads, text, value: text };
  const expression = new LiquidValue(single, liquid);
  const value = (scope: Scope) => {
    const context = new Context(liquidScope(scope), liquid.options, { sync: true });
    const found: unknown = toValueSync(expression.value(context, true));
    // `nil`, `empty` and `blank` are objects of Liquid's own until they are asked for their value.
    return (found instanceof Drop ? found.valueOf() : found) as Value | undefined;
  };
  return { source, reads, text, value };
}

function liquidScope(scope: Scope): object {
  const { attributes, ...named } = scope;
  return { ...attributes, ...named };
}
