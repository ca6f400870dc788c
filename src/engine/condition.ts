import { RE2JS } from 're2js';
import { z } from 'zod';
import type { Scope } from './scope.ts';
import { compileTemplate, lookUp, type Template } from './template.ts';
import type { Value } from './value.ts';

/** A condition over a scope, compiled once. */
export interface Condition {
  /** Every name it reads, as path segments. */
  readonly reads: readonly (readonly string[])[];
  test(scope: Scope): boolean;
}

type Operand = (scope: Scope) => Value | undefined;
type Test = (actual: Value | undefined, expected: Value | undefined) => boolean;

const OPERATORS = {
  is: same,
  is_not: (actual, expected) => !same(actual, expected),
  in: (actual, expected) => Array.isArray(expected) && expected.some((one) => same(actual, one)),
  gt: ordered((a, b) => a > b),
  gte: ordered((a, b) => a >= b),
  lt: ordered((a, b) => a < b),
  lte: ordered((a, b) => a <= b),
  contains: (actual, expected) =>
    Array.isArray(actual)
      ? actual.some((one) => same(one, expected))
      : isText(actual) && isText(expected) && actual.includes(expected),
  starts_with: (actual, expected) => isText(actual) && isText(expected) && actual.startsWith(expected),
  exists: (actual, expected) => (actual !== undefined && actual !== null) === expected,
} satisfies Record<string, Test>;

const OPERATOR_NAMES = [...Object.keys(OPERATORS), 'matches'] as const;

/** Numbers compare as numbers, whether typed as digits or not; `"true"` and `"1"` are never `true`. */
function same(actual: Value | undefined, expected: Value | undefined): boolean {
  if (actual === expected) return true;
  if (typeof actual === 'number' || typeof expected === 'number') {
    const [a, b] = [asNumber(actual), asNumber(expected)];
    return a !== undefined && a === b;
  }
  return (actual ?? null) === null && (expected ?? null) === null;
}

function ordered(compare: (a: number, b: number) => boolean): Test {
  return (actual, expected) => {
    const [a, b] = [asNumber(actual), asNumber(expected)];
    return a !== undefined && b !== undefined && compare(a, b);
  };
}

function asNumber(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\s*[+-]?(\d+(\.\d*)?|\.\d+)\s*$/.test(value) ? Number(value) : undefined;
}

function isText(value: Value | undefined): value is string {
  return typeof value === 'string';
}

const operand = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const conditionShape = z.strictObject({
  attribute: z
    .string()
    .optional()
    .meta({ description: 'The attribute to look at. A path such as `order.total` reads inside it.' }),
  value: z.string().optional().meta({ description: 'Instead of an attribute: a template whose value is looked at.' }),
  is: operand.optional(),
  is_not: operand.optional(),
  in: z.array(operand).optional(),
  gt: operand.optional(),
  gte: operand.optional(),
  lt: operand.optional(),
  lte: operand.optional(),
  contains: operand.optional(),
  starts_with: z.string().optional(),
  matches: z.string().optional().meta({ description: 'RE2 syntax; matches anywhere unless anchored with ^ and $.' }),
  exists: z.boolean().optional(),
  get all(): z.ZodOptional<z.ZodArray<typeof conditionShape>> {
    return z.array(conditionShape).min(1).optional();
  },
  get any(): z.ZodOptional<z.ZodArray<typeof conditionShape>> {
    return z.array(conditionShape).min(1).optional();
  },
  get not(): z.ZodOptional<typeof conditionShape> {
    return conditionShape.optional();
  },
});
type ConditionJson = z.infer<typeof conditionShape>;

/** The JSON of a condition; parsing gives it compiled. */
export const condition = conditionShape.transform((json, context): Condition => {
  try {
    return compileCondition(json);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

/**
 * Compiles the JSON of a condition.
 * @throws Error that says what does not belong together.
 */
export function compileCondition(json: ConditionJson): Condition {
  const parts = (['all', 'any', 'not'] as const).filter((key) => json[key] !== undefined);
  const operators = OPERATOR_NAMES.filter((name) => json[name as keyof ConditionJson] !== undefined);
  const subjects = (['attribute', 'value'] as const).filter((key) => json[key] !== undefined);
  if (parts.length > 0) {
    if (parts.length + operators.length + subjects.length > 1) {
      throw new Error(
        `A condition is either one comparison or one of "all", "any", "not". Put the comparison inside "${parts[0]}".`,
      );
    }
    return compileCombination(json);
  }
  if (subjects.length !== 1) throw new Error('A condition looks at one thing: give it either "attribute" or "value".');
  if (operators.length !== 1)
    throw new Error(`A condition has one operator. Give it exactly one of ${OPERATOR_NAMES.join(', ')}.`);
  return compileComparison(json, operators[0] ?? '');
}

function compileCombination(json: ConditionJson): Condition {
  if (json.not) {
    const inner = compileCondition(json.not);
    return { reads: inner.reads, test: (scope) => !inner.test(scope) };
  }
  const inner = (json.all ?? json.any ?? []).map(compileCondition);
  const reads = inner.flatMap((one) => one.reads);
  return json.all
    ? { reads, test: (scope) => inner.every((one) => one.test(scope)) }
    : { reads, test: (scope) => inner.some((one) => one.test(scope)) };
}

function compileComparison(json: ConditionJson, operator: string): Condition {
  const subject = json.attribute === undefined ? compileTemplate(json.value ?? '') : attributePath(json.attribute);
  if (operator === 'matches') {
    const pattern = compilePattern(json.matches ?? '');
    return {
      reads: subject.reads,
      test: (scope) => {
        const actual = subject.value(scope);
        return (typeof actual === 'string' || typeof actual === 'number') && pattern.test(String(actual));
      },
    };
  }
  const expected = compileOperand(json[operator as keyof ConditionJson] as Value);
  const test = OPERATORS[operator as keyof typeof OPERATORS];
  return {
    reads: [...subject.reads, ...expected.reads],
    test: (scope) => test(subject.value(scope), expected.read(scope)),
  };
}

function attributePath(name: string): Pick<Template, 'reads' | 'value'> {
  const path = name.split('.');
  return { reads: [path], value: (scope) => lookUp(scope, path) };
}

function compileOperand(json: Value): { reads: readonly (readonly string[])[]; read: Operand } {
  if (typeof json === 'string') {
    const template = compileTemplate(json);
    return { reads: template.reads, read: template.value };
  }
  if (Array.isArray(json)) {
    const items = json.map((item: Value) => compileOperand(item));
    return { reads: items.flatMap((item) => item.reads), read: (scope) => items.map((item) => item.read(scope) ?? null) };
  }
  return { reads: [], read: () => json };
}

/**
 * Compiles a regular expression in RE2 syntax on an engine whose time is linear in the text.
 * @throws Error that says what RE2 does not take.
 */
export function compilePattern(source: string): { test(text: string): boolean; testWhole(text: string): boolean } {
  try {
    const pattern = RE2JS.compile(source);
    return { test: (text) => pattern.test(text), testWhole: (text) => pattern.testExact(text) };
  } catch (error) {
    throw new Error(
      `"${source}" is not a regular expression that can run in linear time (RE2 syntax): ${(error as Error).message}.`,
      { cause: error },
    );
  }
}
