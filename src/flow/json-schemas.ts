import { z } from 'zod';
import { apiSchema } from './api-schema.ts';
import { wholeFlowSchema } from './flow-schema.ts';

/** A JSON Schema, draft 7. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What editors complete and check a flow file with. */
export function flowJsonSchema(): JsonSchema {
  return jsonSchema(wholeFlowSchema(), {
    id: 'flow.v1.json',
    title: 'A flow',
    description: 'A chat flow: the steps of one conversation, from top to bottom. The file name without .json is its id.',
  });
}

/** What editors complete and check an API file with. */
function apiJsonSchema(): JsonSchema {
  return jsonSchema(apiSchema, {
    id: 'api.v1.json',
    title: 'An API',
    description: 'One API that flows can call by name. The file name without .json is its id.',
  });
}

function jsonSchema(
  schema: z.ZodType,
  about: { readonly id: string; readonly title: string; readonly description: string },
): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  return { $schema, $id: `/schemas/${about.id}`, title: about.title, description: about.description, ...rest };
}

/** The committed files by their name under `schemas/`, with their text. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const files = { 'flow.v1.json': flowJsonSchema(), 'api.v1.json': apiJsonSchema() };
  return new Map(Object.entries(files).map(([name, schema]) => [name, `${JSON.stringify(schema, null, 2)}\n`]));
}
