import { expect, it } from 'vitest';
import { count } from './count.ts';

it('says one thing in the singular, and none or several in the plural', () => {
  expect([0, 1, 2].map((number) => count(number, 'flow'))).toEqual(['0 flows', '1 flow', '2 flows']);
});
