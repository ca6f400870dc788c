import { expect } from 'vitest';
import type { CheckOptions } from '../../src/flow/check.ts';
import { type Loaded, loadFlows } from '../../src/flow/load.ts';
import type { Problem } from '../../src/flow/problem.ts';

/** Stands in a test's JSON before every place where a problem is expected. */
const MARK = '▶';

const OPTIONS: CheckOptions = { allowHosts: [], secrets: null };

/** Loads files given by their path inside a flows folder: `main.json`, `apis/crm.json`. */
export function load(files: Readonly<Record<string, string>>, options: CheckOptions = OPTIONS): Loaded {
  const sources = Object.entries(files).map(([file, text]) => ({
    kind: file.startsWith('apis/') ? ('api' as const) : ('flow' as const),
    file,
    id: file.replace(/^apis\//, '').replace(/\.json$/, ''),
    text,
  }));
  return loadFlows(sources, options);
}

/** Expects a problem of the code `code` at every ▶, and no other problem at all. Gives the problems back. */
export function expectOnly(
  code: string,
  files: Readonly<Record<string, string>>,
  options?: Partial<CheckOptions>,
): readonly Problem[] {
  const marked = Object.entries(files).map(([file, text]) => ({ file, text, places: marksIn(text) }));
  const plain = Object.fromEntries(marked.map(({ file, text }) => [file, text.replaceAll(MARK, '')]));
  const { problems } = load(plain, { ...OPTIONS, ...options });
  const wanted = marked.flatMap(({ file, places }) => places.map((place) => `${file}:${place} ${code}`)).sort();
  expect(problems.map((one) => `${one.file}:${one.line}:${one.column} ${one.code}`).sort()).toEqual(wanted);
  return problems;
}

function marksIn(text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const parts = line.split(MARK).slice(0, -1);
    const columns = parts.map((_, at) => parts.slice(0, at + 1).join('').length + 1);
    return columns.map((column) => `${index + 1}:${column}`);
  });
}

/** A flow that is the default for everything, with these steps, one a line. */
export function flow(...steps: string[]): string {
  return flowWith('"trigger": { "default": true }', ...steps);
}

/** A flow with this in its head. */
export function flowWith(head: string, ...steps: string[]): string {
  return `{\n  ${head},\n  "steps": [\n    ${steps.join(',\n    ')}\n  ]\n}\n`;
}

/** An API that is called by POST, with these further keys, one a line. */
export function api(...keys: string[]): string {
  return `{\n  ${['"method": "POST"', ...keys].join(',\n  ')}\n}\n`;
}

export const URL_KEY = '"url": "https://api.example.com/x"';
export const ASK = '{ "id": "ask", "type": "capture", "prompt": "Name?", "save": "name" }';
export const CALL = '{ "id": "call", "type": "api", "api": "crm", "on_error": "end" }';
export const BYE = '{ "id": "bye", "type": "message", "text": "Bye." }';
