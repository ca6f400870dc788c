import { type Setting, settingGroups } from '../../src/config/env.ts';
import { page, table } from './markdown.ts';

/** The page of the settings, from the list that the server itself reads. */
export function settingsPage(): string {
  return page(
    '# Settings',
    'Set them in `.env` or in the environment, which wins. An unknown name in `.env` is an error. All problems are told at once, and the server then does not start (exit code 3).',
    settingGroups.flatMap(({ title, settings }) => [`## ${title}`, rowsOf(settings)]),
  );
}

function rowsOf(settings: readonly Setting[]): string {
  const rows = settings.map(({ name, fallback, otherwise, about, example }) => [
    `\`${name}\``,
    fallback === undefined ? (otherwise ?? '') : `\`${fallback}\``,
    about,
    example === undefined ? '' : `\`${example}\``,
  ]);
  return table(['Name', 'Unset', 'What it says', 'Example'], rows);
}
