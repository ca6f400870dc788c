import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../src/lib/project-root.ts';
import { CHECK_PAGES } from './docs/check-pages/index.ts';
import { referencePages } from './docs/pages.ts';
import { load } from './support/flow-kit.ts';
import { readSources } from './support/source-files.ts';

const root = projectRoot();
const pages = await referencePages();
const checks = CHECK_PAGES.flatMap((group) => group.pages);
/** Told by a running server, which compares with what was there before. */
const WHILE_RUNNING = ['breaks-running-chats', 'unreadable-folder'];

describe('the reference', () => {
  it.each([...pages.keys()])('docs/reference/%s is what the code makes; if not: npm run docs', (name) => {
    expect(readFileSync(join(root, 'docs/reference', name), 'utf8')).toBe(pages.get(name));
  });

  it('links only to pages and headings that there are', () => {
    for (const [name, text] of pages) {
      for (const [, file = '', anchor] of text.matchAll(/\]\(([\w.-]*)(?:#([\w-]+))?\)/g)) {
        const target = pages.get(file === '' ? name : file);
        expect(target, `${name} links to ${file}`).toBeDefined();
        if (anchor !== undefined) expect(headingsOf(target ?? ''), `${name} links to ${file}#${anchor}`).toContain(anchor);
      }
    }
  });
});

function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(/\s+/g, '-'),
  );
}

describe('the codes of the check', () => {
  it('have a page each, and no page is of a code that nothing tells', () => {
    expect(checks.map(({ code }) => code).sort()).toEqual(toldCodes());
  });

  it.each(checks.filter(({ code }) => !WHILE_RUNNING.includes(code)))('the example of $code triggers it', (one) => {
    const { problems } = load(one.example.files, { allowHosts: [], secrets: new Set(), settings: new Set() });
    const told = problems.map(({ code, severity }) => `${severity} ${code}`);
    expect(told).toContain(`${one.severity} ${one.code}`);
    // What an example is not about would only mislead.
    expect(told.filter((text) => text.startsWith('error') && text !== `error ${one.code}`)).toEqual([]);
  });
});

/** The codes in the code: in quotes, in a line that says `code`. */
function toldCodes(): string[] {
  const files = readSources(root, ['src']).filter(
    ({ path }) =>
      (path.startsWith('src/flow/') || path === 'src/runtime/live-flows.ts') &&
      !path.startsWith('src/flow/import/') &&
      !path.endsWith('.test.ts'),
  );
  const lines = files.flatMap(({ text }) => text.split('\n')).filter((line) => /\bcode\b/.test(line));
  return [
    ...new Set(lines.flatMap((line) => [...line.matchAll(/'([a-z0-9]+(?:-[a-z0-9]+)+)'/g)].map(([, code = '']) => code))),
  ].sort();
}
