import type { Value } from '../engine/value.ts';
import { field, itemsOf } from './raw.ts';

/** How each operator reads in a sentence. */
const OPERATORS: Readonly<Record<string, string>> = {
  is: 'is',
  is_not: 'is not',
  in: 'is one of',
  gt: '>',
  gte: '≥',
  lt: '<',
  lte: '≤',
  contains: 'contains',
  starts_with: 'starts with',
  matches: 'matches',
};

/** A condition of a file as a few words, as in "verified is true"; empty where it cannot be told. */
export function conditionWords(raw: Value | undefined): string {
  const inner = field(raw, 'not');
  if (inner !== undefined) return within(inner, (words) => `not (${words})`);
  if (field(raw, 'all') !== undefined) return joined(itemsOf(field(raw, 'all')), ' and ');
  if (field(raw, 'any') !== undefined) return joined(itemsOf(field(raw, 'any')), ' or ');
  const subject = field(raw, 'attribute') ?? field(raw, 'value');
  if (typeof subject !== 'string') return '';
  const exists = field(raw, 'exists');
  if (exists !== undefined) return `${bare(subject)} ${exists === false ? 'is not there' : 'is there'}`;
  const operator = Object.keys(OPERATORS).find((name) => field(raw, name) !== undefined);
  if (operator === undefined) return '';
  return `${bare(subject)} ${OPERATORS[operator] ?? operator} ${operandWords(field(raw, operator))}`;
}

function within(raw: Value, wrap: (words: string) => string): string {
  const words = conditionWords(raw);
  return words === '' ? '' : wrap(words);
}

function joined(parts: readonly Value[], by: string): string {
  const words = parts.map(conditionWords);
  return words.includes('') ? '' : words.join(by);
}

/** `{{ response.status }}` reads better without its braces. */
function bare(subject: string): string {
  return /^\s*\{\{-?\s*([^{}]*?)\s*-?\}\}\s*$/.exec(subject)?.[1] ?? subject;
}

function operandWords(operand: Value | undefined): string {
  if (Array.isArray(operand)) return operand.map(operandWords).join(', ');
  if (operand === '') return 'empty';
  return typeof operand === 'string' ? operand : JSON.stringify(operand);
}
