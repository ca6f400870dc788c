/** As much of JSON Schema as the schemas of flows and APIs use. */
export interface JsonSchema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
}

/** What a value may be: schemas without references and choices. Where the value already tells the choice, by its `type`, only that one. */
export function alternatives(schema: JsonSchema, root: JsonSchema, value?: unknown, depth = 0): readonly JsonSchema[] {
  if (depth > 8) return [];
  const { $ref, allOf, anyOf, oneOf, ...rest } = schema;
  if ($ref !== undefined) return alternatives(definition(root, $ref), root, value, depth + 1);
  if (allOf) return allOf.flatMap((part) => alternatives(inherit(part, rest), root, value, depth + 1));
  const choices = anyOf ?? oneOf;
  if (!choices) return [schema];
  const all = choices.flatMap((choice) => alternatives(inherit(choice, rest), root, value, depth + 1));
  const told = all.filter((choice) => isToldBy(choice, value));
  return told.length > 0 ? told : all;
}

/** What the value at a path may be. `value` is all of the document, as far as it can be read. */
export function schemasAt(root: JsonSchema, path: readonly (string | number)[], value: unknown): readonly JsonSchema[] {
  const start: { readonly schemas: readonly JsonSchema[]; readonly value: unknown } = {
    schemas: alternatives(root, root, value),
    value,
  };
  return path.reduce(({ schemas, value: holder }, key) => {
    const inside = partOf(holder, key);
    return {
      schemas: schemas.flatMap((one) => below(one, key)).flatMap((one) => alternatives(one, root, inside)),
      value: inside,
    };
  }, start).schemas;
}

/** The value that a path leads to; undefined where there is none. */
export function partOf(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? (value[key] as unknown) : undefined;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

function below({ properties, additionalProperties, items }: JsonSchema, key: string | number): readonly JsonSchema[] {
  if (typeof key === 'number') return items ? [items] : [];
  const named = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
  if (named) return [named];
  return typeof additionalProperties === 'object' ? [additionalProperties] : [];
}

function definition(root: JsonSchema, ref: string): JsonSchema {
  return root.definitions?.[ref.replace('#/definitions/', '')] ?? {};
}

/** What stands beside a choice describes each of its alternatives, unless they say it themselves. */
function inherit(part: JsonSchema, rest: JsonSchema): JsonSchema {
  return rest.description === undefined || part.description !== undefined ? part : { ...part, description: rest.description };
}

function isToldBy({ properties }: JsonSchema, value: unknown): boolean {
  const wanted = properties?.['type']?.const;
  return wanted !== undefined && partOf(value, 'type') === wanted;
}

/** True for the name of a step that a conversation goes on with. */
export function isTarget({ type, description }: JsonSchema): boolean {
  return type === 'string' && /^(?:The id of a step|Where to go)/.test(description ?? '');
}

/** True for the name of an API of the catalogue. */
export function isApiName({ type, description }: JsonSchema): boolean {
  return type === 'string' && /^The (?:id of an )?API of the catalogue/.test(description ?? '');
}
