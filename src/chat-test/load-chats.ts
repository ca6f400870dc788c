import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type Loaded, loadFlows } from '../flow/load.ts';
import type { Problem } from '../flow/problem.ts';
import { readSources } from '../flow/source.ts';
import { didYouMean } from '../lib/suggest.ts';
import type { ChatFile } from './chat-file.ts';

const ENDING = /\.chat\.ya?ml$/;

/** The files of chats in a folder, by name; none where there is no folder. */
export function chatFilesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => ENDING.test(name));
  return names.sort().map((name) => join(folder, name));
}

/** Where the flows of a file of chats are: beside it, else in the folder above, else in `otherwise`. `flow` null takes whatever flows there are. */
export function flowsFolderOf(file: string, flow: string | null, otherwise: string): string {
  const beside = dirname(resolve(file));
  const has = (folder: string) => (flow === null ? hasJson(folder) : existsSync(join(folder, `${flow}.json`)));
  const found = [beside, dirname(beside), resolve(otherwise)].find((folder) => existsSync(folder) && has(folder));
  return relative(process.cwd(), found ?? dirname(beside)) || '.';
}

function hasJson(folder: string): boolean {
  return readdirSync(folder).some((name) => name.endsWith('.json'));
}

/**
 * The flows of a folder, with the errors that keep them from being played. Where an API is does not matter: none is called.
 * @throws Error when the folder cannot be read.
 */
export function loadForChats(folder: string): { readonly loaded: Loaded; readonly errors: readonly Problem[] } {
  const loaded = loadFlows(readSources(folder), { allowHosts: [], secrets: null });
  const errors = loaded.problems.filter(({ severity, code }) => severity === 'error' && code !== 'private-address');
  return { loaded, errors };
}

/** Names in a file of chats that stand for nothing in the flows. */
export function unknownNames({ file, names }: ChatFile, loaded: Loaded): readonly Problem[] {
  const known = { flow: loaded.flows.map(({ id }) => id), api: [...loaded.apis.keys()] };
  return names
    .filter(({ what, name }) => !known[what].includes(name) && !(what === 'api' && name.includes(':')))
    .map(({ what, name, place }) => ({
      code: `unknown-${what}`,
      severity: 'error',
      file,
      ...place,
      message: `There is no ${what === 'flow' ? 'flow' : 'API'} "${name}".${didYouMean(name, known[what])}`,
      fix: known[what].length > 0 ? `There are: ${known[what].join(', ')}.` : `The folder has none.`,
    }));
}
