import type { z } from 'zod';
import { closest } from '../lib/suggest.ts';
import type { Finding } from './problem.ts';
import { describeAt } from './schema-at.ts';

type Issue = z.core.$ZodIssue;
type Words = Pick<Finding, 'code' | 'message' | 'fix'>;

export const TEMPLATE_FIX = 'Close every {{ with }} and every {% with %}, and use only the filters that the reference names.';
export const PATTERN_FIX =
  'Write it without look-around and back-references, close every bracket, and repeat nothing more than 1,000 times.';

/** The name rule that steps, attributes and outcomes share, as zod reports it. */
const NAME_RULE = '/^[a-z][a-z0-9_]*$/';

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list, [ … ]',
  object: 'an object, { … }',
  record: 'an object, { … }',
  null: 'null',
};

/** What an issue means, in plain words. For a union, `forms` are the issues of all its forms. */
export function wordsFor(issue: Issue, value: unknown, path: readonly (string | number)[], forms: readonly Issue[] = []): Words {
  const subject = subjectOf(path);
  switch (issue.code) {
    case 'invalid_value':
      return isWrongType(issue, value) ? wrongType(subject, [issue], value) : unknownWord(subject, issue.values, value, path);
    case 'invalid_type':
      return issue.expected === 'int' && typeof value === 'number'
        ? { code: 'bad-value', message: `${subject} is ${value}, which is no whole number.`, fix: `Write ${Math.round(value)}.` }
        : wrongType(subject, [issue], value);
    case 'invalid_union':
      return issue.message === 'Invalid input'
        ? wrongType(subject, forms, value)
        : { code: 'wrong-type', ...withAdvice(issue.message) };
    case 'invalid_key':
      return wordsFor(issue.issues[0] ?? issue, path.at(-1), path);
    case 'invalid_format':
      return String((issue as { pattern?: unknown }).pattern) === NAME_RULE
        ? badName(issue.message, value)
        : badValue(issue.message);
    case 'too_small':
      return badValue(tooSmall(subject, issue));
    case 'too_big':
      return badValue(`${subject} is over its most: ${issue.maximum}${unitOf(issue.origin)}. Write at most ${issue.maximum}.`);
    case 'custom':
      return wordsForCustom(issue);
    default:
      return badValue(issue.message);
  }
}

function wordsForCustom(issue: z.core.$ZodIssueCustom): Words {
  const kind: unknown = issue.params?.['kind'];
  const code: unknown = issue.params?.['code'];
  if (kind === 'template') return { code: 'bad-template', message: plainReason(issue.message), fix: TEMPLATE_FIX };
  if (kind === 'pattern') return { code: 'bad-pattern', message: plainReason(issue.message), fix: PATTERN_FIX };
  if (typeof code === 'string') return { code, ...withAdvice(issue.message) };
  return { code: kind === 'duration' ? 'bad-duration' : 'bad-value', ...withAdvice(issue.message) };
}

/** True when an issue says that a value is of another type than the schema takes. */
export function isWrongType(issue: Issue, value: unknown): boolean {
  if (issue.code === 'invalid_type') return !(issue.expected === 'int' && typeof value === 'number');
  return issue.code === 'invalid_value' && !issue.values.some((one) => typeof one === typeof value);
}

/** What a missing value should be, in words; undefined when the schema says nothing. */
export function expectedAt(schema: z.ZodType, issue: Issue): string | undefined {
  if (issue.code === 'invalid_value') return `one of ${listed(issue.values)}.`;
  const description = describeAt(schema, issue.path);
  if (description !== undefined) return description;
  return issue.code === 'invalid_type' ? `${TYPES[issue.expected] ?? issue.expected}.` : undefined;
}

/** Parts a message that ends with its own advice into what is wrong and what to do. */
export function withAdvice(message: string): Pick<Finding, 'message' | 'fix'> {
  const [, wrong, advice] = /^(.*?)(?:\. (?=[A-Z])|: (?=give it |at most ))(.+)$/s.exec(message) ?? [];
  if (wrong === undefined || advice === undefined) return { message, fix: 'Write it that way.' };
  return { message: `${wrong}.`, fix: advice.charAt(0).toUpperCase() + advice.slice(1) };
}

/** A parser's reason without its own line count, which starts anew in every text. */
export function plainReason(reason: string): string {
  return `${reason.replace(/, line:\d+, col:\d+$/, '').replace(/\.+$/, '')}.`;
}

function wrongType(subject: string, issues: readonly Issue[], value: unknown): Words {
  const expected = new Set(issues.flatMap((issue) => expectedWords(issue)));
  const words = [...expected].join(', or ');
  return {
    code: 'wrong-type',
    message: `${subject} must be ${words}, but this is ${typeWords(value)}.`,
    fix: fixType(expected, value),
  };
}

function expectedWords(issue: Issue): string[] {
  if (issue.code === 'invalid_type') return [TYPES[issue.expected] ?? issue.expected];
  return issue.code === 'invalid_value' ? [`one of ${listed(issue.values)}`] : [];
}

function fixType(expected: ReadonlySet<string>, value: unknown): string {
  const bare = typeof value === 'string' ? value.trim() : '';
  const isNumber = bare !== '' && Number.isFinite(Number(bare)) && (expected.has('a number') || expected.has('a whole number'));
  const isTruth = (bare === 'true' || bare === 'false') && expected.has('true or false');
  if (isNumber || isTruth) return `Write ${bare} without quotes.`;
  if (expected.has('a text') && ['number', 'boolean'].includes(typeof value)) return `Put it in quotes: "${String(value)}".`;
  if (expected.has('a list, [ … ]')) return 'Put it in a list: [ … ].';
  return `Write ${[...expected].join(', or ')}.`;
}

function typeWords(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : typeof value === 'number' ? 'a number' : 'a text';
}

function unknownWord(subject: string, values: readonly unknown[], value: unknown, path: readonly (string | number)[]): Words {
  const words = values.map(String);
  const meant = closest(String(value), words);
  const isStepType = path[0] === 'steps' && path.length === 3 && path[2] === 'type';
  const list = words.length === 1 ? `Write "${words[0]}".` : `It takes ${listed(values)}.`;
  return {
    code: isStepType ? 'unknown-type' : 'unknown-word',
    message: isStepType ? `There is no type of step called "${String(value)}".` : `${subject} cannot be "${String(value)}".`,
    fix: meant === undefined ? list : `Did you mean "${meant}"? ${list}`,
  };
}

function badName(message: string, value: unknown): Words {
  const name = String(value)
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^[_\d]+/, '')
    .replace(/_+$/, '');
  return {
    code: 'bad-name',
    message: `"${String(value)}" cannot be a name. ${message}`,
    fix: name === '' ? 'Rename it.' : `Rename it, as in "${name}".`,
  };
}

function badValue(message: string): Words {
  return { code: 'bad-value', ...withAdvice(message) };
}

function tooSmall(subject: string, issue: z.core.$ZodIssueTooSmall): string {
  if (issue.minimum === 1 && issue.origin !== 'number') return `${subject} is empty. Put something into it, or remove it.`;
  return `${subject} is under its least: ${issue.minimum}${unitOf(issue.origin)}. Write at least ${issue.minimum}.`;
}

function unitOf(origin: string): string {
  return origin === 'string' ? ' characters' : origin === 'array' ? ' items' : '';
}

function listed(values: readonly unknown[]): string {
  return values.map((one) => `"${String(one)}"`).join(', ');
}

/** How a message names what it is about. */
function subjectOf(path: readonly (string | number)[]): string {
  const last = path.at(-1);
  if (last === undefined) return 'The file';
  if (typeof last === 'string') return `"${last}"`;
  const list = path.findLast((key) => typeof key === 'string');
  return path.length === 2 && list === 'steps' ? 'A step' : `Item ${last + 1} of "${list ?? ''}"`;
}
