import { compilePattern } from '../engine/condition.ts';
import type { ExpectedText, ExpectedValue } from './chat-file.ts';

/** Null when a text is as written down; else what is not, in words. */
export function textProblem(expected: ExpectedText, actual: string): string | null {
  const said = actual.replace(/\n+$/, '');
  const { exact, prefix, has, matches } = expected;
  if (exact !== null && said !== exact) return `It should be "${exact}".`;
  if (prefix !== null && !said.startsWith(prefix)) return `It should begin with "${prefix}".`;
  const missing = has.find((one) => !said.includes(one));
  if (missing !== undefined) return `It should have "${missing}" in it.`;
  const unmatched = matches.find((one) => !compilePattern(one).test(said));
  return unmatched === undefined ? null : `It should match "${unmatched}".`;
}

/** Null when what stands at each path is as written down; else the first that is not, in words. */
export function pathsProblem(expected: { readonly [path: string]: ExpectedValue }, actual: unknown): string | null {
  for (const [path, value] of Object.entries(expected)) {
    const found = lookUp(actual, path);
    if (!isLike(value, found)) return `${path} is ${shown(found)}; it should be ${shown(value)}.`;
  }
  return null;
}

/** The value as text for people; texts in quotes. */
function shown(value: unknown): string {
  return value === undefined || value === null ? 'not set' : JSON.stringify(value);
}

/** What stands at a dotted path; names of headers are compared without case. */
export function lookUp(value: unknown, path: string): unknown {
  const whole = ownValue(value, path);
  if (whole !== undefined) return whole;
  const [first = '', ...rest] = path.split('.');
  const inner = ownValue(value, first);
  if (rest.length === 0 || inner === undefined) return inner;
  return lookUp(inner, first === 'headers' ? rest.join('.').toLowerCase() : rest.join('.'));
}

function ownValue(value: unknown, key: string): unknown {
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

/** Scalars are compared as text; of a mapping only the keys that are written down. */
function isLike(expected: ExpectedValue, actual: unknown): boolean {
  if (typeof expected === 'string') return isScalarLike(expected, actual);
  if (isList(expected)) {
    return Array.isArray(actual) && actual.length === expected.length && expected.every((one, at) => isLike(one, actual[at]));
  }
  return pathsProblem(expected, actual) === null;
}

function isScalarLike(expected: string, actual: unknown): boolean {
  if (actual === undefined || actual === null) return expected === '' || expected === 'null';
  return (typeof actual === 'string' ? actual : JSON.stringify(actual)) === expected;
}

function isList(value: ExpectedValue): value is readonly ExpectedValue[] {
  return Array.isArray(value);
}
