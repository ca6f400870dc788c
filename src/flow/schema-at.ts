import { z } from 'zod';

/** The schemas that judge the value at a path: several where a union leaves it open. */
export function schemasAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly z.ZodType[] {
  let at = unwrap(schema);
  for (const key of path) at = at.flatMap((one) => step(one, key)).flatMap(unwrap);
  return at;
}

/** The keys that an object may have at a path. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const keys = schemasAt(schema, path).flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []));
  return [...new Set(keys)];
}

/** What the schema says about the value at a path, in words for people. */
export function describeAt(schema: z.ZodType, path: readonly PropertyKey[]): string | undefined {
  return schemasAt(schema, path)
    .map((one) => one.description)
    .find((description) => description !== undefined);
}

/** A schema and everything it wraps, so that each layer can be recognised. */
function unwrap(schema: z.ZodType): readonly z.ZodType[] {
  return [schema, ...inside(schema).flatMap(unwrap)];
}

function inside(schema: z.ZodType): readonly z.ZodType[] {
  if (schema instanceof z.ZodUnion) return schema.options as readonly z.ZodType[];
  if (schema instanceof z.ZodPipe) return [schema.in as z.ZodType];
  if (schema instanceof z.ZodLazy) return [];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return [schema.unwrap() as z.ZodType];
  }
  return [];
}

function step(schema: z.ZodType, key: PropertyKey): readonly z.ZodType[] {
  if (schema instanceof z.ZodLazy) return unwrap(schema.unwrap() as z.ZodType).flatMap((one) => step(one, key));
  if (schema instanceof z.ZodArray) return [schema.element as z.ZodType];
  if (schema instanceof z.ZodRecord) return [schema.valueType as z.ZodType];
  if (!(schema instanceof z.ZodObject)) return [];
  const next: unknown = (schema.shape as Record<PropertyKey, unknown>)[key];
  return next instanceof z.ZodType ? [next] : [];
}
