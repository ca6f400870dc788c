import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Value } from '../engine/value.ts';
import type { Finding, Problem } from './problem.ts';

/** A JSON text with the place of everything in it. */
export interface JsonDocument {
  readonly file: string;
  /** The value; undefined when the text is no JSON. */
  readonly value: Value | undefined;
  /** What keeps the text from being JSON, and keys that stand twice in one object. */
  readonly problems: readonly Problem[];
  /** Gives a finding its place. */
  locate(finding: Finding): Problem;
  /** The first and the last line of the value at a path, or of its nearest parent that exists. */
  linesOf(path: readonly (string | number)[]): Lines;
}

/** Counted from 1, the last one included. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

export function readJson(file: string, source: string): JsonDocument {
  const text = source.replace(/^\uFEFF/, '');
  const lines = lineStarts(text);
  const deep = tooDeepAt(text);
  if (deep !== null) return unreadable(file, { file, ...placeOf(lines, deep), ...TOO_DEEP });
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const problem = (offset: number, rest: Omit<Problem, 'file' | 'line' | 'column'>): Problem => ({
    file,
    ...placeOf(lines, offset),
    ...rest,
  });
  const syntax = firstOfEachLine(errors, lines).map((error) =>
    problem(error.offset, {
      code: 'not-json',
      severity: 'error',
      message: `This is not JSON: ${words(printParseErrorCode(error.error))}.`,
      fix: 'Check for a missing comma, quote or bracket just before this place.',
    }),
  );
  if (errors.length === 0 && !root) {
    syntax.push(
      problem(0, { code: 'not-json', severity: 'error', message: 'The file is empty.', fix: 'Write a JSON object into it.' }),
    );
  }
  const keys = root ? keysOf(root) : [];
  const twice = keys.filter(({ again }) => again).map(({ node }) => problem(node.offset, duplicateKey(String(node.value))));
  const inherited = keys.filter(({ node }) => node.value === '__proto__').map(({ node }) => problem(node.offset, PROTO_KEY));
  return {
    file,
    value: syntax.length === 0 && root ? (JSON.parse(text, inherited.length > 0 ? withoutProto : undefined) as Value) : undefined,
    problems: [...syntax, ...twice, ...inherited],
    locate: ({ code, severity, path, key, message, fix }) =>
      problem(root ? offsetOf(root, path, key) : 0, { code, severity: severity ?? 'error', message, fix }),
    linesOf: (path) => {
      const node = root ? nearestNode(root, path) : { offset: 0, length: 0 };
      return { first: placeOf(lines, node.offset).line, last: placeOf(lines, node.offset + node.length).line };
    },
  };
}

const DEEPEST = 100;
const TOO_DEEP = {
  code: 'too-deep',
  severity: 'error',
  message: `Here lists and objects stand more than ${DEEPEST} deep in one another.`,
  fix: 'Write it flatter.',
} as const;

const PROTO_KEY = {
  code: 'unknown-key',
  severity: 'error',
  message: '"__proto__" cannot be a name here, so it would do nothing.',
  fix: 'Choose another name.',
} as const;

function withoutProto(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}

/** Where brackets go too deep for what walks through them; null when they do not. */
function tooDeepAt(text: string): number | null {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfText(text, at);
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > DEEPEST) return at;
  }
  return null;
}

/** Where a text in quotes ends, which the parser takes to be the end of the line where it is not closed. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"' && text[at] !== '\n' && text[at] !== '\r') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function unreadable(file: string, problem: Problem): JsonDocument {
  const { line, column } = problem;
  return {
    file,
    value: undefined,
    problems: [problem],
    locate: ({ code, severity, message, fix }) => ({ code, severity: severity ?? 'error', file, line, column, message, fix }),
    linesOf: () => ({ first: line, last: line }),
  };
}

/** One slip makes a parser stumble more than once on the same line. */
function firstOfEachLine(errors: readonly ParseError[], lines: readonly number[]): ParseError[] {
  const seen = new Set<number>();
  return errors.filter((error) => {
    const { line } = placeOf(lines, error.offset);
    return !seen.has(line) && seen.add(line);
  });
}

function words(code: string): string {
  return code
    .replaceAll(/([A-Z])/g, ' $1')
    .trim()
    .toLowerCase();
}

function duplicateKey(key: string): Pick<Problem, 'code' | 'severity' | 'message' | 'fix'> {
  return {
    code: 'duplicate-key',
    severity: 'error',
    message: `"${key}" stands twice in this object, and only the last one would count.`,
    fix: 'Remove one of them.',
  };
}

/** Every key of every object; `again`: one that stands before it in the same object has the same name. */
function keysOf(node: Node): { readonly node: Node; readonly again: boolean }[] {
  const found: { node: Node; again: boolean }[] = [];
  const visit = (one: Node): void => {
    const seen = new Set<unknown>();
    for (const child of one.children ?? []) {
      const key = one.type === 'object' ? child.children?.[0] : undefined;
      if (key) found.push({ node: key, again: seen.has(key.value) });
      if (key) seen.add(key.value);
      visit(child);
    }
  };
  visit(node);
  return found;
}

/** The value at a path, or its nearest parent that exists. */
function nearestNode(root: Node, path: readonly (string | number)[]): Node {
  for (let length = path.length; length > 0; length--) {
    const found = findNodeAtLocation(root, path.slice(0, length));
    if (found) return found;
  }
  return root;
}

function offsetOf(root: Node, path: readonly (string | number)[], key: string | undefined): number {
  const node = nearestNode(root, path);
  const property = key === undefined ? undefined : node.children?.find((child) => child.children?.[0]?.value === key);
  return property?.offset ?? node.offset;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function placeOf(starts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
