/** A template or a condition found inside a compiled configuration, with where it stands. */
export interface Found {
  readonly path: readonly (string | number)[];
  readonly source: string | undefined;
  readonly reads: readonly (readonly string[])[];
}

/** Every template and condition inside a value, however deep. */
export function templatesIn(value: unknown, path: readonly (string | number)[] = []): Found[] {
  if (value === null || typeof value !== 'object') return [];
  if (isReader(value)) return [{ path, source: value.source, reads: value.reads }];
  if (isText(value)) return value.templates.flatMap((one) => templatesIn(one, path));
  if (Array.isArray(value)) return value.flatMap((item, index) => templatesIn(item, [...path, index]));
  return Object.entries(value).flatMap(([key, item]) => templatesIn(item, [...path, key]));
}

function isReader(value: object): value is { source?: string; reads: readonly (readonly string[])[] } {
  return 'reads' in value && Array.isArray(value.reads);
}

function isText(value: object): value is { templates: readonly unknown[] } {
  return 'templates' in value && Array.isArray(value.templates);
}
