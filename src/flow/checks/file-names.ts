import type { Finding } from '../problem.ts';

const LOWER_KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** The base name of a file is what other files and the console call it by. */
export function checkFileName(id: string): Finding[] {
  if (LOWER_KEBAB.test(id)) return [];
  const better = id
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return [
    {
      code: 'bad-file-name',
      path: [],
      message: `The file name "${id}.json" is not in lower-kebab: small letters and digits, joined by single dashes.`,
      fix: better === '' ? 'Rename the file.' : `Rename the file, as in "${better}.json".`,
    },
  ];
}
