import { alternatives, isApiName, isTarget, type JsonSchema } from '../schema/json-schema.ts';

/** What a person is given to fill in a value with. */
export type FieldKind =
  | { readonly kind: 'step' | 'api' | 'line' | 'number' | 'yes' | 'scalar' | 'text' | 'condition' | 'json' }
  | { readonly kind: 'choice'; readonly values: readonly (string | number)[] }
  | { readonly kind: 'lines'; readonly values: readonly unknown[] | null }
  | { readonly kind: 'object'; readonly schema: JsonSchema }
  | { readonly kind: 'list'; readonly item: JsonSchema }
  | { readonly kind: 'map'; readonly each: JsonSchema };

/** The kind of field for a schema; what has no form of its own is written as JSON. */
export function kindOf(schema: JsonSchema, root: JsonSchema, value: unknown): FieldKind {
  const all = alternatives(schema, root, value);
  const [only, ...others] = all;
  if (!only) return { kind: 'json' };
  if (others.length === 0) return kindOfOne(only, root);
  if (isText(all)) return { kind: 'text' };
  const values = all.flatMap((one) => one.enum ?? (one.const === undefined ? [] : [one.const]));
  if (all.every((one) => one.enum !== undefined || one.const !== undefined)) return { kind: 'choice', values: scalars(values) };
  return { kind: all.every(isScalar) ? 'scalar' : 'json' };
}

function kindOfOne(schema: JsonSchema, root: JsonSchema): FieldKind {
  const { properties, additionalProperties, items, type } = schema;
  if (schema.enum) return { kind: 'choice', values: scalars(schema.enum) };
  if (isTarget(schema)) return { kind: 'step' };
  if (isApiName(schema)) return { kind: 'api' };
  if (Array.isArray(type)) return { kind: 'scalar' };
  if (properties && Object.hasOwn(properties, 'attribute') && Object.hasOwn(properties, 'any')) return { kind: 'condition' };
  if (properties) return { kind: 'object', schema };
  if (typeof additionalProperties === 'object') return { kind: 'map', each: additionalProperties };
  if (items) return kindOfList(items, root);
  return { kind: BY_TYPE[String(type)] ?? 'json' };
}

const BY_TYPE: Readonly<Record<string, 'line' | 'number' | 'yes'>> = {
  string: 'line',
  number: 'number',
  integer: 'number',
  boolean: 'yes',
};

function kindOfList(items: JsonSchema, root: JsonSchema): FieldKind {
  const [item, ...others] = alternatives(items, root);
  if (item?.properties && others.length === 0) return { kind: 'list', item };
  if (item?.type === 'string' && others.length === 0) return { kind: 'lines', values: item.enum ?? null };
  return { kind: 'json' };
}

/** A text that people are sent: one, or one for each language. */
function isText([one, other, ...more]: readonly JsonSchema[]): boolean {
  return more.length === 0 && one?.type === 'string' && !one.enum && typeof other?.additionalProperties === 'object';
}

function isScalar({ type }: JsonSchema): boolean {
  const types = typeof type === 'string' ? [type] : (type ?? []);
  return types.length > 0 && types.every((name) => name !== 'object' && name !== 'array');
}

function scalars(values: readonly unknown[]): readonly (string | number)[] {
  return values.filter((value) => typeof value === 'string' || typeof value === 'number');
}

/** Reads what was typed for a value of any simple type: a number, true, false, null, else a text; quotes make it a text in any case. */
export function readScalar(typed: string): string | number | boolean | null {
  if (/^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?)$/.test(typed)) return JSON.parse(typed) as number | boolean | null;
  return /^".*"$/s.test(typed) ? typed.slice(1, -1) : typed;
}

/** A simple value as it is typed: a text that looks like another type stands in quotes. */
export function writeScalar(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return JSON.stringify(value);
  return readScalar(value) === value ? value : `"${value}"`;
}

/** A key as people read it: "on_give_up" as "On give up". */
export function wordsOf(key: string): string {
  const words = key.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
