import { useEffect, useState } from 'react';
import type { JsonSchema } from './json-schema.ts';

type Kind = 'flow' | 'api';
const loaded = new Map<Kind, Promise<JsonSchema>>();

/** The JSON Schema of a kind of file, as the server hands it out to all editors; null until it is there. */
export function useSchema(kind: Kind): JsonSchema | null {
  const [schema, setSchema] = useState<JsonSchema | null>(null);
  useEffect(() => {
    const state = { here: true };
    void load(kind).then(
      (one) => state.here && setSchema(one),
      () => loaded.delete(kind),
    );
    return () => {
      state.here = false;
    };
  }, [kind]);
  return schema;
}

function load(kind: Kind): Promise<JsonSchema> {
  const known = loaded.get(kind);
  if (known) return known;
  const coming = fetch(`/schemas/${kind}.v1.json`).then(async (response) => (await response.json()) as JsonSchema);
  loaded.set(kind, coming);
  return coming;
}
