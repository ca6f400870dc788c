import { getLocation, type Node, parse } from 'jsonc-parser';
import { alternatives, isApiName, isTarget, type JsonSchema, partOf, schemasAt } from '../schema/json-schema.ts';
import { stepsOf } from '../schema/steps-in-text.ts';

/** Names that the schema does not know. */
export interface KnownNames {
  readonly apis: readonly string[];
  readonly attributes: readonly string[];
}

export interface Suggestion {
  /** What is shown, and what it is told apart by. */
  readonly label: string;
  /** What takes the place of what was typed; `|` is where the cursor comes to stand. */
  readonly insert: string;
  readonly detail: string;
  readonly kind: 'property' | 'enum' | 'variable';
}

export interface Suggestions {
  readonly from: number;
  readonly to: number;
  readonly options: readonly Suggestion[];
}

/** What may be typed at a place of a JSON text, by its schema. Null where nothing can be said. */
export function suggest(text: string, offset: number, schema: JsonSchema, names: KnownNames): Suggestions | null {
  const attribute = attributeAt(text, offset, names);
  if (attribute) return attribute;
  const { path, isAtPropertyKey, previousNode } = getLocation(text, offset);
  const value: unknown = parse(text);
  const range = rangeOf(text, offset, previousNode);
  const options = isAtPropertyKey
    ? keysAt(text, range.to, schemasAt(schema, path.slice(0, -1), value), at(value, path.slice(0, -1)), path.at(-1), schema)
    : valuesAt(schemasAt(schema, path, value), path.at(-1), stepsOf(value), names);
  return options.length === 0 ? null : { ...range, options };
}

/** Behind "{{" stands the name of an attribute. */
function attributeAt(text: string, offset: number, { attributes }: KnownNames): Suggestions | null {
  const typed = /\{\{\s*([\w.]*)$/.exec(text.slice(Math.max(0, offset - 80), offset))?.[1];
  if (typed === undefined) return null;
  const closed = /^\s*\}\}/.test(text.slice(offset));
  const options = attributes.map((label) => ({
    label,
    insert: closed ? `${label}|` : `${label} }}|`,
    detail: '',
    kind: 'variable' as const,
  }));
  return { from: offset - typed.length, to: offset, options };
}

/** What is replaced: the string or word that the cursor is in. */
function rangeOf(text: string, offset: number, node: Node | undefined): { readonly from: number; readonly to: number } {
  if (node && offset >= node.offset && offset <= node.offset + node.length && node.type !== 'object' && node.type !== 'array') {
    const end = node.offset + node.length;
    // A string that is not closed yet runs on to the end of its line, over what belongs to others.
    const isOpen = text[node.offset] === '"' && (node.length < 2 || text[end - 1] !== '"');
    return { from: node.offset, to: isOpen ? offset : end };
  }
  const word = /"?[\w-]*$/.exec(text.slice(0, offset))?.[0] ?? '';
  return { from: offset - word.length, to: offset };
}

function keysAt(
  text: string,
  to: number,
  schemas: readonly JsonSchema[],
  holder: unknown,
  current: string | number | undefined,
  root: JsonSchema,
): readonly Suggestion[] {
  const hasColon = /^\s*:/.test(text.slice(to));
  const taken = new Set(typeof holder === 'object' && holder !== null ? Object.keys(holder) : []);
  if (typeof current === 'string' && hasColon) taken.delete(current);
  const keys = new Map(schemas.flatMap(({ properties }) => Object.entries(properties ?? {})));
  return [...keys]
    .filter(([key]) => !taken.has(key) || key === current)
    .map(([key, one]) => ({
      label: key,
      insert: hasColon ? `"${key}"|` : `"${key}": ${blankOf(one, root)}`,
      detail: one.description ?? '',
      kind: 'property' as const,
    }));
}

/** An empty value of the right kind, with the cursor in it. */
function blankOf(schema: JsonSchema, root: JsonSchema): string {
  const [first] = alternatives(schema, root);
  if (first?.const !== undefined) return `${JSON.stringify(first.const)}|`;
  const type = typeof first?.type === 'string' ? first.type : (first?.type?.[0] ?? '');
  return BLANKS[type] ?? '|';
}

const BLANKS: Readonly<Record<string, string>> = { string: '"|"', object: '{ | }', array: '[|]', boolean: 'true|' };

function valuesAt(
  schemas: readonly JsonSchema[],
  key: string | number | undefined,
  steps: readonly string[],
  names: KnownNames,
): readonly Suggestion[] {
  const found = schemas.flatMap((schema): readonly (readonly [unknown, string])[] => {
    const detail = schema.description ?? '';
    if (schema.const !== undefined) return [[schema.const, schema.title ?? detail]];
    if (schema.enum) return schema.enum.map((value) => [value, ''] as const);
    if (schema.type === 'boolean') return [[true, detail] as const, [false, detail] as const];
    if (isTarget(schema)) return [...steps, 'end'].map((step) => [step, 'step'] as const);
    if (isApiName(schema)) return names.apis.map((api) => [api, 'API'] as const);
    if (key === 'attribute') return names.attributes.map((name) => [name, 'attribute'] as const);
    return [];
  });
  const unique = new Map(found.map(([value, detail]) => [JSON.stringify(value), detail]));
  return [...unique].map(([label, detail]) => ({ label, insert: `${label}|`, detail, kind: 'enum' as const }));
}

function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(partOf, value);
}
