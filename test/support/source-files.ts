import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { blankOut } from './source-text.ts';

/** A TypeScript file as the rules of the architecture see it. */
export interface SourceFile {
  /** From the root of the project, with slashes. */
  readonly path: string;
  readonly text: string;
  /** The text with comments and what stands in quotes blanked, every other character in its place. */
  readonly code: string;
  readonly imports: readonly Import[];
}

export interface Import {
  /** For a file of ours its path from the root of the project, else the name as it is written. */
  readonly to: string;
  readonly isOurs: boolean;
  /** True when nothing of it is left when the program runs. */
  readonly isType: boolean;
}

/** All TypeScript files below the folders, in the order of their paths. */
export function readSources(root: string, folders: readonly string[]): readonly SourceFile[] {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      posix.join(folder, name.replaceAll('\\', '/')),
    ),
  );
  return paths
    .filter((path) => /\.tsx?$/.test(path))
    .toSorted()
    .map((path) => sourceFile(path, readFileSync(join(root, path), 'utf8')));
}

export function sourceFile(path: string, text: string): SourceFile {
  const code = blankOut(text);
  return { path, text, code, imports: findImports(path, text, code) };
}

const FROM = /^(?:import|export)\s+(type\s)?([^'"=();]*?)\bfrom\s*(['"])/gm;
const BARE = /^import\s*(['"])/gm;
const DYNAMIC = /\bimport\s*\(\s*(['"])/g;

function findImports(path: string, text: string, code: string): Import[] {
  const read = (match: RegExpExecArray, isType: boolean): Import => {
    const start = match.index + match[0].length;
    const written = text.slice(start, code.indexOf(match[0].slice(-1), start));
    const isOurs = written.startsWith('.');
    return { to: isOurs ? posix.join(posix.dirname(path), written) : written, isOurs, isType };
  };
  return [
    ...Array.from(code.matchAll(FROM), (match) => read(match, match[1] !== undefined || namesOnlyTypes(match[2] ?? ''))),
    ...Array.from(code.matchAll(BARE), (match) => read(match, false)),
    ...Array.from(code.matchAll(DYNAMIC), (match) => read(match, false)),
  ];
}

function namesOnlyTypes(clause: string): boolean {
  const names = /^\{([^]*)\}\s*$/.exec(clause.trim())?.[1]?.split(',') ?? [];
  const given = names.map((name) => name.trim()).filter((name) => name !== '');
  return given.length > 0 && given.every((name) => name.startsWith('type '));
}
