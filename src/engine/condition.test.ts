import { describe, expect, test } from 'vitest';
import { scopeOf } from '../../test/support/engine.ts';
import { compileCondition, compilePattern, condition } from './condition.ts';
import type { Attributes } from './value.ts';

type Json = Parameters<typeof compileCondition>[0];

function holds(json: Json, attributes: Attributes = {}): boolean {
  return compileCondition(json).test(scopeOf(attributes));
}

function on(operator: string, actual: Attributes[string] | undefined, expected: unknown): boolean {
  return holds({ attribute: 'x', [operator]: expected }, actual === undefined ? {} : { x: actual });
}

describe('is', () => {
  test.each([
    ['a', 'a'],
    [true, true],
    [false, false],
    [5, 5],
    ['5', 5],
    [5, '5'],
    [' 05.0 ', 5],
    ['-1.5', -1.5],
    ['.5', 0.5],
    ['5.', 5],
    [null, null],
    [undefined, null],
  ])('%j is %j', (actual, expected) => {
    expect(on('is', actual, expected)).toBe(true);
    expect(on('is_not', actual, expected)).toBe(false);
  });

  test.each([
    ['true', true],
    ['1', true],
    [1, true],
    [true, 'true'],
    [true, 1],
    ['', false],
    ['false', false],
    [0, false],
    [null, false],
    [undefined, false],
    [undefined, ''],
    ['', null],
    ['', 0],
    [null, 0],
    ['a', 'A'],
    ['a', 'a '],
    ['5', '05'],
    ['5x', 5],
    ['1e3', 1000],
    ['0x10', 16],
    ['Infinity', 5],
    [['a'], 'a'],
    [{ a: 1 }, '[object Object]'],
  ])('%j is not %j', (actual, expected) => {
    expect(on('is', actual, expected)).toBe(false);
    expect(on('is_not', actual, expected)).toBe(true);
  });
});

describe('order', () => {
  test.each([
    ['gt', 6, 5, true],
    ['gt', 5, 5, false],
    ['gte', 5, 5, true],
    ['gte', 4, 5, false],
    ['lt', 4, 5, true],
    ['lt', 5, 5, false],
    ['lte', 5, 5, true],
    ['lte', 6, 5, false],
    ['gt', '10', '9', true],
    ['lt', '10', 9.5, false],
    ['gt', '-1', -2, true],
  ])('%s: %j against %j is %j', (operator, actual, expected, result) => {
    expect(on(operator, actual, expected)).toBe(result);
  });

  test.each(['gt', 'gte', 'lt', 'lte'])('%s holds for nothing that is no number', (operator) => {
    for (const actual of ['b', '', null, undefined, true, [5], {}]) expect(on(operator, actual, 1)).toBe(false);
    expect(on(operator, 5, 'many')).toBe(false);
    expect(on(operator, 5, null)).toBe(false);
  });
});

describe('in, contains, starts_with, exists', () => {
  test.each([
    ['in', 'b', ['a', 'b'], true],
    ['in', '429', [429], true],
    ['in', 'true', [true], false],
    ['in', undefined, [null], true],
    ['in', 'c', ['a', 'b'], false],
    ['in', 'a', [], false],
    ['contains', 'my code', 'code', true],
    ['contains', 'my code', 'Code', false],
    ['contains', ['a', 5], '5', true],
    ['contains', ['a', 5], 'b', false],
    ['contains', 15, '5', false],
    ['contains', undefined, 'x', false],
    ['starts_with', '+4479', '+44', true],
    ['starts_with', 'a+44', '+44', false],
    ['starts_with', 44, '4', false],
    ['exists', 'a', true, true],
    ['exists', '', true, true],
    ['exists', false, true, true],
    ['exists', 0, true, true],
    ['exists', null, true, false],
    ['exists', undefined, true, false],
    ['exists', undefined, false, true],
    ['exists', 'a', false, false],
  ])('%s: %j and %j give %j', (operator, actual, expected, result) => {
    expect(on(operator, actual, expected)).toBe(result);
  });
});

describe('matches', () => {
  test('finds the pattern anywhere unless it is anchored', () => {
    expect(on('matches', 'order AB-12 please', '[A-Z]{2}-\\d+')).toBe(true);
    expect(on('matches', 'order AB-12 please', '^[A-Z]{2}-\\d+$')).toBe(false);
    expect(on('matches', 'order ab-12', '(?i)AB-\\d+')).toBe(true);
  });

  test('reads numbers as their digits, and nothing else', () => {
    expect(on('matches', 503, '^5\\d\\d$')).toBe(true);
    expect(on('matches', true, 'true')).toBe(false);
    expect(on('matches', null, '.*')).toBe(false);
    expect(on('matches', undefined, '.*')).toBe(false);
    expect(on('matches', ['a'], 'a')).toBe(false);
  });

  test('a pattern is no template', () => {
    expect(holds({ attribute: 'x', matches: '^a{2}$' }, { x: 'aa' })).toBe(true);
  });

  test.each(['(a+)+$', '(a|a)*b', '(.*a){20}'])('%s takes no longer for a text made to hurt it', (pattern) => {
    const compiled = compilePattern(pattern);
    const started = performance.now();
    compiled.test(`${'a'.repeat(20_000)}!`);
    compiled.testWhole(`${'a'.repeat(20_000)}!`);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('the whole of a text is one thing, a part of it another', () => {
    const pattern = compilePattern('a|ab');
    expect(pattern.test('xabx')).toBe(true);
    expect(pattern.testWhole('ab')).toBe(true);
    expect(pattern.testWhole('abx')).toBe(false);
  });

  test.each(['(', '(?=a)', '(a)\\1'])('refuses %s, which RE2 does not have', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow(/is not a regular expression that can run in linear time \(RE2 syntax\)/);
  });
});

test('a long text that is almost a number is told apart at once', () => {
  const started = performance.now();
  expect(on('is', `${'1'.repeat(200_000)}x`, 5)).toBe(false);
  expect(performance.now() - started).toBeLessThan(500);
});

describe('what is looked at', () => {
  const attributes = { order: { total: 12 }, wanted: 12, who: 'Ada' };

  test('a path reads inside an attribute', () => {
    expect(holds({ attribute: 'order.total', gte: 12 }, attributes)).toBe(true);
    expect(holds({ attribute: 'order.gone', exists: false }, attributes)).toBe(true);
    expect(holds({ attribute: 'who.constructor', exists: false }, attributes)).toBe(true);
  });

  test('a template keeps the type of its value', () => {
    expect(holds({ value: '{{ order.total }}', is: 12 }, attributes)).toBe(true);
    expect(holds({ value: '{{ who }}!', is: 'Ada!' }, attributes)).toBe(true);
  });

  test('the other side may be a template, in a list too', () => {
    expect(holds({ attribute: 'order.total', is: '{{ wanted }}' }, attributes)).toBe(true);
    expect(holds({ attribute: 'who', in: ['Bo', '{{ who }}'] }, attributes)).toBe(true);
    expect(holds({ attribute: 'gone', in: ['{{ lost }}'] }, attributes)).toBe(true);
  });

  test('everything read is named, on both sides and however deep', () => {
    const json: Json = {
      all: [
        { attribute: 'a.b', is: '{{ c }}' },
        {
          not: {
            any: [
              { value: '{{ d }} {{ e }}', matches: '{{ f }}' },
              { attribute: 'g', in: ['{{ h }}'] },
            ],
          },
        },
      ],
    };
    expect(compileCondition(json).reads).toEqual([['a', 'b'], ['c'], ['d'], ['e'], ['g'], ['h']]);
  });
});

describe('all, any and not', () => {
  const yes: Json = { attribute: 'x', is: 1 };
  const no: Json = { attribute: 'x', is: 2 };

  test.each<[Json, boolean]>([
    [{ all: [yes, yes] }, true],
    [{ all: [yes, no] }, false],
    [{ any: [no, yes] }, true],
    [{ any: [no, no] }, false],
    [{ not: no }, true],
    [{ not: yes }, false],
    [{ not: { all: [yes, { any: [no, { not: yes }] }] } }, true],
    [{ all: [{ any: [yes, no] }, { not: { all: [yes, no] } }] }, true],
  ])('%j is %j', (json, result) => {
    expect(holds(json, { x: 1 })).toBe(result);
  });
});

describe('refuses', () => {
  test.each([
    [{}, 'A condition looks at one thing: give it either "attribute" or "value".'],
    [{ attribute: 'x', value: '{{ x }}', is: 1 }, 'A condition looks at one thing'],
    [{ is: 1 }, 'A condition looks at one thing'],
    [{ attribute: 'x' }, 'A condition has one operator. Give it exactly one of is, is_not,'],
    [{ attribute: 'x', is: 1, gt: 0 }, 'A condition has one operator.'],
    [
      { all: [{ attribute: 'x', is: 1 }], any: [{ attribute: 'x', is: 1 }] },
      'either one comparison or one of "all", "any", "not"',
    ],
    [{ all: [{ attribute: 'x', is: 1 }], attribute: 'x', is: 1 }, 'Put the comparison inside "all".'],
    [{ not: { attribute: 'x' } }, 'A condition has one operator.'],
    [{ attribute: 'x', matches: '(' }, 'RE2 syntax'],
    [{ value: '{{ x', is: 1 }, 'not closed'],
  ])('%j, and says why', (json, words) => {
    const result = condition.safeParse(json);
    expect(result.success).toBe(false);
    expect(result.error?.issues.map((issue) => issue.message).join('\n')).toContain(words);
  });

  test.each([
    { attribute: 'x', equals: 1 },
    { all: [] },
    { any: {} },
    { attribute: 'x', exists: 'yes' },
    { attribute: 'x', in: 'ab' },
    { attribute: 5, is: 1 },
    'x',
  ])('%j by its shape', (json) => {
    expect(condition.safeParse(json).success).toBe(false);
  });
});
