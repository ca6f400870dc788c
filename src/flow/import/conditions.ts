import { compilePattern } from '../../engine/condition.ts';
import { onlyName } from './liquid.ts';
import type { Json } from './widget.ts';

/** One comparison of a split. `subject` and `value` are templates of ours. */
export interface Comparison {
  readonly type: string;
  readonly subject: string;
  readonly value: string;
}

/** The same comparison as a condition of ours; or why there is none. */
export type ConvertedCondition = { readonly condition: Json } | { readonly why: string };

/** Studio compares texts without their case and without spaces around them. */
export function convertCondition({ type, subject, value }: Comparison): ConvertedCondition {
  const make = TYPES.get(type.toLowerCase());
  return make ? make(subject, value) : { why: `there is no condition "${type}" here` };
}

type Make = (subject: string, value: string) => ConvertedCondition;

const TYPES: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['equal_to', compare('is')],
  ['not_equal_to', compare('is_not')],
  ['contains', compare('contains')],
  ['does_not_contain', opposite(compare('contains'))],
  ['starts_with', compare('starts_with')],
  ['does_not_start_with', opposite(compare('starts_with'))],
  ['matches_any_of', anyOf],
  ['does_not_match_any_of', opposite(anyOf)],
  ['less_than', (subject, value) => ({ condition: { ...plain(subject), lt: value.trim() } })],
  ['greater_than', (subject, value) => ({ condition: { ...plain(subject), gt: value.trim() } })],
  ['is_blank', (subject) => ({ condition: { value: refined(subject, 'strip'), is: '' } })],
  ['is_not_blank', (subject) => ({ condition: { value: refined(subject, 'strip'), is_not: '' } })],
  ['regex', pattern],
]);

function compare(operator: string): Make {
  return (subject, value) => ({ condition: { ...folded(subject, [value]), [operator]: foldedValue(value) } });
}

function opposite(make: Make): Make {
  return (subject, value) => {
    const made = make(subject, value);
    return 'condition' in made ? { condition: { not: made.condition } } : made;
  };
}

function anyOf(subject: string, value: string): ConvertedCondition {
  const values = [...new Set(value.split(',').map(foldedValue))].filter((one) => one !== '');
  return { condition: { ...folded(subject, values), in: values } };
}

function pattern(subject: string, value: string): ConvertedCondition {
  try {
    compilePattern(value);
  } catch (error) {
    return { why: (error as Error).message };
  }
  return { condition: { ...plain(subject), matches: value } };
}

function plain(subject: string): Json {
  const name = onlyName(subject);
  return name === undefined ? { value: subject } : { attribute: name };
}

/** What is compared with values that have no letters needs no folding. */
function folded(subject: string, values: readonly string[]): Json {
  return values.some((one) => one.toLowerCase() !== one.toUpperCase())
    ? { value: refined(subject, 'strip | downcase') }
    : plain(subject);
}

function foldedValue(value: string): string {
  return value.includes('{{') || value.includes('{%') ? refined(value, 'strip | downcase') : value.trim().toLowerCase();
}

/** A template whose whole text passes through filters. */
function refined(template: string, filters: string): string {
  const [, expression] = /^\s*\{\{-?((?:(?!\}\}).)*?)-?\}\}\s*$/s.exec(template) ?? [];
  if (expression !== undefined) return `{{ ${expression.trim()} | ${filters} }}`;
  return `{% capture compared %}${template}{% endcapture %}{{ compared | ${filters} }}`;
}
