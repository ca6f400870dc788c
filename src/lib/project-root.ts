import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ParleyError } from './errors.ts';

let found: string | undefined;

/** The absolute path of the folder with our package.json, whether this runs from `src/` or from `dist/src/`. */
export function projectRoot(): string {
  found ??= findRoot(import.meta.dirname);
  return found;
}

/** Our version, as in package.json. */
export function projectVersion(): string {
  const { version } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** The nearest folder at or above `folder` that holds a package.json; throws a ParleyError when there is none. */
export function findRoot(folder: string): string {
  let at = folder;
  while (!existsSync(join(at, 'package.json'))) {
    const parent = dirname(at);
    if (parent === at) {
      throw new ParleyError({
        code: 'no_package',
        message: `There is no package.json in ${folder} or any folder above it, so Parley cannot find its own files.`,
        fix: 'Run Parley from a whole checkout, with package.json beside src or dist.',
      });
    }
    at = parent;
  }
  return at;
}
