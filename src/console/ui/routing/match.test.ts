import { describe, expect, it } from 'vitest';
import { matchPath } from './match.ts';

describe('matchPath', () => {
  it.each([
    ['/', '/', {}],
    ['/flows', '/flows', {}],
    ['/flows/:id', '/flows/sign%20in', { id: 'sign in' }],
    ['/flows/:id', '/flows', null],
    ['/flows/:id', '/flows/', null],
    ['/flows/:id', '/flows/a/b', null],
    ['/flows/:id', '/apis/a', null],
    ['/flows/:id', '/flows/%E0%A4%A', null],
  ])('fits %s to %s', (pattern, path, found) => {
    expect(matchPath(pattern, path)).toEqual(found);
  });
});
