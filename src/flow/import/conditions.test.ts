import { describe, expect, it } from 'vitest';
import { scopeOf } from '../../../test/support/engine.ts';
import { compileCondition } from '../../engine/condition.ts';
import type { Value } from '../../engine/value.ts';
import { convertCondition } from './conditions.ts';

function holds(type: string, actual: Value, value: string, subject = '{{ x }}'): boolean | string {
  const made = convertCondition({ type, subject, value });
  return 'why' in made ? made.why : compileCondition(made.condition).test(scopeOf({ x: actual, y: 'Two' }));
}

describe('a condition of Studio', () => {
  it.each<[type: string, actual: Value, value: string, holds: boolean]>([
    ['equal_to', ' YES ', 'yes', true],
    ['equal_to', 'yes please', 'yes', false],
    ['equal_to', 1, '1', true],
    ['equal_to', true, 'true', true],
    ['equal_to', '', '1', false],
    ['not_equal_to', 'no', 'Yes', true],
    ['not_equal_to', 'YES', 'Yes', false],
    ['contains', 'I need SALES now', 'sales', true],
    ['does_not_contain', 'I need SALES now', 'sales', false],
    ['starts_with', 'Book a table', 'book', true],
    ['does_not_start_with', 'Book a table', 'book', false],
    ['matches_any_of', 'Agente', 'AGENTE, help', true],
    ['matches_any_of', 'help', 'AGENTE, help', true],
    ['matches_any_of', '2', '1,2,3', true],
    ['matches_any_of', '', 'a,,b', false],
    ['does_not_match_any_of', 'x', 'a,b', true],
    ['regex', 'AB12', '^[A-Z]{2}\\d{2}$', true],
    ['regex', 'AB1', '^[A-Z]{2}\\d{2}$', false],
    ['less_than', '9', '10', true],
    ['greater_than', 9, '10', false],
    ['is_blank', null, '', true],
    ['is_blank', '  ', '', true],
    ['is_blank', { a: 1 }, '', false],
    ['is_not_blank', 'x', '', true],
    ['is_not_blank', '', '', false],
  ])('%s holds for %j and "%s": %s', (type, actual, value, wanted) => expect(holds(type, actual, value)).toBe(wanted));

  it('compares with a value that is a template, and looks at a text around one', () => {
    expect(holds('equal_to', 'two', '{{ y }}')).toBe(true);
    expect(holds('equal_to', 'a', 'B-A-TWO', 'b-{{ x }}-{{ y }}')).toBe(true);
  });

  it('is refused with a reason where there is no such comparison, or its pattern cannot run', () => {
    expect(holds('is_before_time', '1', '2')).toContain('is_before_time');
    expect(holds('regex', 'a', '(a)\\1')).toContain('linear time');
  });
});
