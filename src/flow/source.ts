import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One file of a flows folder. `file` is its path as messages name it, `id` its base name. */
export interface SourceFile {
  readonly kind: 'flow' | 'api';
  readonly file: string;
  readonly id: string;
  readonly text: string;
}

/**
 * Reads `*.json` and `apis/*.json` of a folder, in the order of their names.
 * @throws Error when the folder does not exist or cannot be read.
 */
export function readSources(folder: string): readonly SourceFile[] {
  if (!existsSync(folder))
    throw new Error(`There is no folder "${folder}". Check its name, or set FLOWS_DIR to the folder that holds your flows.`);
  const apis = join(folder, 'apis');
  return [...readKind('flow', folder), ...(existsSync(apis) ? readKind('api', apis) : [])];
}

function readKind(kind: SourceFile['kind'], folder: string): SourceFile[] {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith('.json') && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
  return names.map((name) => {
    const file = join(folder, name);
    return { kind, file, id: basename(name, '.json'), text: readFileSync(file, 'utf8') };
  });
}
