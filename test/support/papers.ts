import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { SourceFile } from '../../src/flow/source.ts';

/** A fenced block of a paper: its body without indentation of the list it stands in, and the paragraph before it. */
export interface Block {
  readonly language: string;
  readonly body: string;
  readonly before: string;
}

const FENCE = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm;
const INLINE = /`([^`\n]+)`/g;

/** The fenced blocks of a language, or all of them. */
export function blocksOf(text: string, language?: string): Block[] {
  const blocks = Array.from(text.matchAll(FENCE), (match) => ({
    language: match[2] ?? '',
    body: (match[3] ?? '').replaceAll(new RegExp(`^${match[1] ?? ''}`, 'gm'), ''),
    before: text.slice(0, match.index).trimEnd().split('\n\n').at(-1) ?? '',
  }));
  return blocks.filter((block) => language === undefined || block.language === language);
}

/** All code of a paper, inline and fenced, one piece a line. */
export function codeIn(text: string): string {
  const inline = Array.from(text.replaceAll(FENCE, '').matchAll(INLINE), ([, code]) => code ?? '');
  return [...inline, ...blocksOf(text).map(({ body }) => body)].join('\n');
}

/** Every name that a pattern finds in its first group, each once. */
export function namesOf(text: string, pattern: RegExp): string[] {
  return [...new Set(Array.from(text.matchAll(pattern), ([, name]) => name ?? ''))];
}

const PATH = /^(?:\.[a-z][\w.]*|[\w@-][\w@.-]*\/[\w./<>*@-]*|[\w-]+(?:\.[\w-]+)*\.(?:ts|md|json|sql|yaml|yml))$/;
const PLACEHOLDER = /[<*]/;

/** Paths named in inline code, from the folder of the project. What has a placeholder counts up to the folder before it. */
export function pathsIn(text: string): string[] {
  const codes = Array.from(text.replaceAll(FENCE, '').matchAll(INLINE), ([, code]) => code ?? '');
  const inCommands = codes.flatMap((code) => code.split(' '));
  const paths = inCommands.filter((code) => PATH.test(code)).map((code) => beforePlaceholder(code));
  return [...new Set(paths)].filter((path) => path !== '');
}

function beforePlaceholder(path: string): string {
  const at = path.search(PLACEHOLDER);
  return at === -1 ? path : path.slice(0, path.lastIndexOf('/', at) + 1);
}

/** A function named with brackets, as in `receive()`, and the files named in the same line. */
export interface Pointer {
  readonly name: string;
  readonly files: readonly string[];
}

export function pointersIn(text: string): Pointer[] {
  return text
    .replaceAll(FENCE, '')
    .split('\n')
    .flatMap((line) => {
      const files = pathsIn(line).filter((path) => path.endsWith('.ts'));
      const names = namesOf(line, /`(\w+)\(\)`/g);
      return names.map((name) => ({ name, files }));
    });
}

/** The flows and APIs that a paper has as JSON. Each is named in the paragraph before it. */
export function exampleFiles(text: string): SourceFile[] {
  return blocksOf(text, 'json').flatMap(({ body, before }): SourceFile[] => {
    const json = JSON.parse(body) as Readonly<Record<string, unknown>>;
    const kind = 'steps' in json ? 'flow' : 'method' in json ? 'api' : null;
    const file = /`([\w/-]+\.json)`/.exec(before)?.[1];
    if (kind === null) return [];
    if (file === undefined) throw new Error(`The paragraph before this ${kind} names no file for it: ${before}`);
    return [{ kind, file, id: basename(file, '.json'), text: body }];
  });
}

/** The text below a heading of the second level, up to the next one. */
export function readSection(text: string, heading: string): string {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`There is no heading "## ${heading}".`);
  return section;
}

/** The folders of a map drawn by indentation, two spaces a level, one a line: each as its whole path. */
export function foldersOnMap(section: string): string[] {
  const [map] = blocksOf(section, 'text');
  const above: string[] = [];
  return (map?.body ?? '').split('\n').flatMap((line) => {
    const [, indent = '', name] = /^( *)([\w-]+\/)/.exec(line) ?? [];
    if (name === undefined) return [];
    above.length = indent.length / 2;
    above.push(name);
    return [above.join('')];
  });
}

/** The pages below docs/ that are written by hand, as paths from the root. */
export function writtenPages(root: string): string[] {
  return readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !path.startsWith('reference/'))
    .map((path) => `docs/${path}`)
    .toSorted();
}

/** Links inside the project: the file, empty for the page itself, and the heading or null. */
export function linksIn(text: string): { readonly to: string; readonly heading: string | null }[] {
  const links = text.replaceAll(FENCE, '').matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([\w-]+))?\)/g);
  return Array.from(links, ([, to = '', heading]) => ({ to, heading: heading ?? null }));
}

/** The headings of a page as links name them. */
export function headingsOf(text: string): string[] {
  return Array.from(text.replaceAll(FENCE, '').matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(/\s+/g, '-'),
  );
}
