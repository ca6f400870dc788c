const LONGEST = 80;

/** The file name that goes with a name: small letters, digits and dashes; empty where none of it can stay. */
export function fileNameOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9\s_-]/g, '')
    .replaceAll(/[\s_-]+/g, '-')
    .slice(0, LONGEST)
    .replaceAll(/^-|-$/g, '');
}
