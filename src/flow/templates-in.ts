import type { Scope } from '../engine/scope.ts';

/** A template or a condition found inside a compiled configuration, with where it stands. */
export interface Found {
  readonly path: readonly (string | number)[];
  readonly source: string | undefined;
  readonly reads: readonly (readonly string[])[];
  /** True for a text that people read, false for any other value. */
  readonly said: boolean;
  /** What it gives in a scope: the text of a template, what a condition finds. Throws when it cannot run. */
  run(scope: Scope): unknown;
}

interface Reader {
  readonly source?: string;
  readonly reads: readonly (readonly string[])[];
  readonly text?: (scope: Scope) => string;
  readonly test?: (scope: Scope) => boolean;
}

/** Every template and condition inside a value, however deep. */
export function templatesIn(value: unknown, path: readonly (string | number)[] = []): Found[] {
  const found: Found[] = [];
  if (value !== null && typeof value === 'object') collect(value, path, false, found);
  return found;
}

function collect(value: object, path: readonly (string | number)[], said: boolean, found: Found[]): void {
  if (isReader(value)) {
    const run = (scope: Scope) => (value.text ?? value.test)?.(scope);
    found.push({ path, source: value.source, reads: value.reads, said, run });
  } else if (isText(value)) {
    for (const one of value.templates) if (isReader(one)) collect(one, path, true, found);
  } else {
    const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
    for (const key of keys) {
      const item = (value as Record<string | number, unknown>)[key];
      // Most are plain values, and a path for each of them would cost more than all the rest.
      if (item !== null && typeof item === 'object') collect(item, [...path, key], false, found);
    }
  }
}

function isReader(value: unknown): value is Reader & object {
  return value !== null && typeof value === 'object' && 'reads' in value && Array.isArray(value.reads);
}

function isText(value: object): value is { templates: readonly unknown[] } {
  return 'templates' in value && Array.isArray(value.templates);
}
