import { checksPage } from './checks.ts';
import { commandsPage } from './commands.ts';
import { apiPage, flowPage } from './keys.ts';
import { page } from './markdown.ts';
import { settingsPage } from './settings.ts';
import { stepsPage } from './steps.ts';

/** The pages of `docs/reference/` by file name, as the code makes them. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['README.md', indexPage()],
    ['flow.md', flowPage()],
    ['steps.md', stepsPage()],
    ['api.md', apiPage()],
    ['checks.md', checksPage()],
    ['commands.md', await commandsPage()],
    ['settings.md', settingsPage()],
  ]);
}

function indexPage(): string {
  return page(
    '# Reference',
    'Made from the code by `npm run docs`; a test says when a page is stale, and runs the examples.',
    [
      '- [A flow](flow.md): its keys, conditions and templates',
      '- [Steps](steps.md): each type with its keys, examples and exits',
      '- [An API](api.md): its keys',
      '- [What the check tells](checks.md): each code with its reason and its fix',
      '- [Commands](commands.md)',
      '- [Settings](settings.md)',
    ].join('\n'),
  );
}
