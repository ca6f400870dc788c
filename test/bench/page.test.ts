import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/lib/project-root.ts';
import { drawings, fillPage } from './page.ts';
import { drawGrowth } from './plot.ts';
import { type GrownLine, readResults } from './results.ts';

const docs = join(projectRoot(), 'docs');
const recorded = readResults(join(docs, 'performance/results.json'));

describe('docs/performance.md', () => {
  const page = readFileSync(join(docs, 'performance.md'), 'utf8');

  it('shows what was recorded; if not: npm run bench -- --record', () => {
    expect(fillPage(page, recorded)).toBe(page);
  });

  it('has a drawing of each thing that grows, as the recorded results make it', () => {
    const drawn = drawings(recorded);
    expect(drawn.size).toBeGreaterThan(0);
    expect(readdirSync(join(docs, 'performance')).filter((name) => name.endsWith('.svg'))).toEqual([...drawn.keys()].toSorted());
    for (const [name, text] of drawn) expect(readFileSync(join(docs, 'performance', name), 'utf8')).toBe(text);
  });

  it('is refused when it has no place for the figures', () => {
    expect(() => fillPage('# Speed\n', recorded)).toThrow(/no lines/);
  });
});

describe('a drawing of growth', () => {
  const [line] = recorded.grown;
  const heights = (...ratios: readonly number[]) => {
    const lines = ratios.map((ratio) => ({ ...line, ratio }) as GrownLine);
    return [...drawGrowth('size', lines).matchAll(/cy="([\d.]+)"/g)].map(([, height]) => Number(height));
  };

  it('has an even line for an even cost, and a higher point for a higher one', () => {
    const [first, second, third] = heights(1, 1, 1.5);
    expect(second).toBe(first);
    expect(third).toBeLessThan(Number(first));
  });

  it('keeps the highest point inside', () => {
    expect(Math.min(...heights(1, 7.5))).toBeGreaterThan(30);
  });
});
