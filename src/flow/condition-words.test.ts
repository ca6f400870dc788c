import { describe, expect, it } from 'vitest';
import type { Value } from '../engine/value.ts';
import { conditionWords } from './condition-words.ts';

describe('a condition in words', () => {
  it.each<[Value, string]>([
    [{ attribute: 'verified', is: true }, 'verified is true'],
    [{ value: '{{ response.status }}', gte: 500 }, 'response.status ≥ 500'],
    [{ attribute: 'size', in: ['S', 'M'] }, 'size is one of S, M'],
    [{ value: '{{ a }}-{{ b }}', is_not: '' }, '{{ a }}-{{ b }} is not empty'],
    [{ attribute: 'x', exists: true }, 'x is there'],
    [{ not: { attribute: 'x', exists: false } }, 'not (x is not there)'],
    [
      {
        all: [
          { attribute: 'a', gt: 1 },
          { attribute: 'b', matches: '^x' },
        ],
      },
      'a > 1 and b matches ^x',
    ],
    [
      {
        any: [
          { attribute: 'a', contains: 'c' },
          { attribute: 'b', starts_with: 'd' },
        ],
      },
      'a contains c or b starts with d',
    ],
  ])('%j', (condition, words) => expect(conditionWords(condition)).toBe(words));

  it.each<[Value]>([[{}], [{ attribute: 'x' }], [{ is: 1 }], [{ all: [{ attribute: 'a', is: 1 }, {}] }], ['x']])(
    'is empty where it cannot be told: %j',
    (condition) => expect(conditionWords(condition)).toBe(''),
  );
});
