import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../src/lib/project-root.ts';

const read = (file: string) => readFileSync(join(projectRoot(), file), 'utf8');
const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Readonly<Record<string, string>> };
const rows = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \| (.+) \| (.+) \|$/gm)];

describe('what the server is made of', () => {
  it('has a row with its reason in docs/dependencies.md, and nothing else has', () => {
    expect(rows.map(([, name]) => name)).toEqual(Object.keys(dependencies).toSorted());
    for (const [, name, use = '', why = ''] of rows) expect(Math.min(use.length, why.length), name).toBeGreaterThan(5);
  });

  it('is 25 packages at most, each with a fixed version', () => {
    expect(Object.keys(dependencies).length).toBeLessThanOrEqual(25);
    expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});
