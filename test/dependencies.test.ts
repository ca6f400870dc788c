import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../src/lib/project-root.ts';

const read = (file: string) => readFileSync(join(projectRoot(), file), 'utf8');
type Versions = Readonly<Record<string, string>>;
const { dependencies, optionalDependencies } = JSON.parse(read('package.json')) as Record<
  'dependencies' | 'optionalDependencies',
  Versions
>;
const all = { ...dependencies, ...optionalDependencies };
const rows = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \| (.+) \| (.+) \|$/gm)];

describe('what the server is made of', () => {
  it('has a row with its reason in docs/dependencies.md, and nothing else has', () => {
    expect(rows.map(([, name]) => name)).toEqual(Object.keys(all).toSorted());
    for (const [, name, use = '', why = ''] of rows) expect(Math.min(use.length, why.length), name).toBeGreaterThan(5);
  });

  it('is 25 packages at most, each with a fixed version', () => {
    expect(Object.keys(all).length).toBeLessThanOrEqual(25);
    expect(Object.values(all).filter((version) => !/^(npm:.+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  // npm compiles what brings a binding.gyp, and drops an optional package that it cannot compile. The package itself says
  // no, but npm asks its lock file only. `npm install` takes the line out of it: put it back.
  it('is not compiled where a package has its binaries in it', () => {
    const lock = JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, object>> };
    expect(lock.packages['node_modules/better-sqlite3-13']).toMatchObject({ optional: true, gypfile: false });
  });
});
