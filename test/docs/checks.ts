import { CHECK_PAGES } from './check-pages/index.ts';
import type { CheckPage } from './check-page.ts';
import { page } from './markdown.ts';

/** The page of the codes of `parley check`. */
export function checksPage(): string {
  return page(
    '# What the check tells',
    'Each problem has a code, a place, a reason and a fix. Errors refuse a flow; warnings do not, unless `parley check --strict` counts them. A flow without errors never fails at run time for a reason that stands here as an error.',
    ...CHECK_PAGES.flatMap(({ title, pages }) => [`## ${title}`, ...pages.map(section)]),
  );
}

function section({ code, severity, why, fix, example }: CheckPage): string {
  return [
    `### ${code}`,
    `${severity === 'error' ? 'Error' : 'Warning'}. ${why}`,
    `What to do: ${fix}`,
    `\`\`\`json\n${example.shown}\n\`\`\``,
  ].join('\n\n');
}
