import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../src/lib/project-root.ts';
import { STEPS } from '../../src/steps/index.ts';
import { deeper, page, table } from './markdown.ts';

/** The page of all steps, from the page beside each. */
export function stepsPage(): string {
  const rows = STEPS.map(({ type, title }) => [`[\`${type}\`](#${type})`, title]);
  return page(
    '# Steps',
    'Every step has an `id` and a `type`. It goes on to its `next`, or, where it has none, to the step written after it; `"end"` is always a valid target.',
    table(['Type', 'What it does'], rows),
    STEPS.map(({ type }) => deeper(textOf(type), 1).trim()),
  );
}

function textOf(type: string): string {
  return readFileSync(join(projectRoot(), 'src/steps', type, `${type}.md`), 'utf8');
}
