import type { z } from 'zod';
import { field } from './raw.ts';

/** The keys of an object that fit their schema, compiled, and the names of those that do not. */
export interface Salvaged {
  readonly values: Readonly<Record<string, unknown>>;
  readonly broken: ReadonlySet<string>;
}

/** Reads an object key by key, so that one mistake does not hide what the other keys say. */
export function salvage(shape: z.ZodRawShape, raw: unknown): Salvaged {
  const values: Record<string, unknown> = {};
  const broken = new Set<string>();
  for (const [key, schema] of Object.entries(shape)) {
    const result = (schema as z.ZodType).safeParse(field(raw, key));
    if (!result.success) broken.add(key);
    else if (result.data !== undefined) values[key] = result.data;
  }
  return { values, broken };
}
